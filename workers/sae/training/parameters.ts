import type { Block, Kernels } from "./kernels";

/** Parameters (or gradients) of an SAE in training; both matrices feature by feature: a sparse step touches whole rows. */
export interface SaeParameters {
  /** Transposed encoder, [features, width]. */
  encoder: Block;
  encoderBias: Block;
  /** [features, width]. */
  decoder: Block;
  decoderBias: Block;
}

export const PARAMETER_NAMES = ["encoder", "encoderBias", "decoder", "decoderBias"] as const;

export const allocateParameters = (kernels: Kernels, features: number, width: number): SaeParameters => ({
  encoder: kernels.allocate(features * width),
  encoderBias: kernels.allocate(features),
  decoder: kernels.allocate(features * width),
  decoderBias: kernels.allocate(width),
});

/** Floats that `allocateParameters` takes. */
export const parameterFloats = (features: number, width: number): number =>
  (2 * features + 1) * width + features;

/** Removes from each row of `gradient` its part along the same row of `matrix` (rows of unit length). */
export function removeParallel(kernels: Kernels, gradient: Block, matrix: Block, width: number): void {
  for (let at = 0; at < matrix.values.length; at += width) {
    const g = gradient.pointer + 4 * at;
    const m = matrix.pointer + 4 * at;
    const along = kernels.run.dot(g, m, width);
    if (along !== 0) kernels.run.addScaled(g, m, -along, width);
  }
}
