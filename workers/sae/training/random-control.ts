import { Random } from "@/domain/random";
import type { HostTensor } from "../../engine/ops";
import type { Sae } from "../sae";
import { normaliseRows } from "./normalise-rows";

/**
 * The same architecture with random unit directions instead of learned ones (W_enc = W_dec^T, inputs centred by
 * `mean`): what any figure is worth without learning. Its threshold is left at 0 for calibration to the same L0.
 */
export function randomControl(like: Sae, mean: Float32Array, seed: number): Sae {
  const { dIn, dSae } = like.config;
  const random = new Random(seed);
  const decoder = Float32Array.from({ length: dSae * dIn }, () => random.normal());
  normaliseRows(decoder, dIn);
  const encoder = new Float32Array(dIn * dSae);
  for (let i = 0; i < dSae; i++)
    for (let j = 0; j < dIn; j++) encoder[j * dSae + i] = decoder[i * dIn + j] as number;
  const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });
  return {
    config: { ...like.config, subtractDecoderBias: true },
    weights: new Map([
      ["W_enc", tensor(encoder, [dIn, dSae])],
      ["W_dec", tensor(decoder, [dSae, dIn])],
      ["b_enc", tensor(new Float32Array(dSae), [dSae])],
      ["b_dec", tensor(mean, [dIn])],
      ["threshold", tensor(new Float32Array(dSae), [dSae])],
    ]),
  };
}

export function withThreshold(sae: Sae, threshold: number): Sae {
  const { dSae } = sae.config;
  const tensor: HostTensor = {
    dtype: "float32",
    shape: [dSae],
    data: new Float32Array(dSae).fill(threshold),
  };
  return { ...sae, weights: new Map([...sae.weights, ["threshold", tensor]]) };
}
