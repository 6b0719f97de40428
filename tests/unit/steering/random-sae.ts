import { Random } from "@/domain/random";
import type { SaeConfig } from "@/domain/models";
import type { HostTensor } from "@/workers/engine/ops";
import type { Sae } from "@/workers/sae/sae";

/** A small SAE with random weights, unit decoder rows and about a third of its features active. */
export function randomSae(
  dIn: number,
  dSae: number,
  hookName: string,
  options: Partial<SaeConfig> = {},
  seed = 5,
): Sae {
  const random = new Random(seed);
  const matrix = (rows: number, columns: number) => {
    const data = Float32Array.from({ length: rows * columns }, () => random.normal());
    for (let row = 0; row < rows; row++) {
      const part = data.subarray(row * columns, (row + 1) * columns);
      const norm = Math.hypot(...part);
      part.forEach((value, i) => (part[i] = value / norm));
    }
    return { dtype: "float32", shape: [rows, columns], data } satisfies HostTensor;
  };
  const vector = (length: number, scale: number, shift = 0) =>
    ({
      dtype: "float32",
      shape: [length],
      data: Float32Array.from({ length }, () => shift + scale * random.normal()),
    }) satisfies HostTensor;
  const config: SaeConfig = {
    ...{ architecture: "jumprelu", dIn, dSae, hookName, subtractDecoderBias: false },
    ...options,
  };
  const encoder = matrix(dIn, dSae);
  encoder.data.forEach((value, i) => (encoder.data[i] = value * Math.sqrt(dSae / dIn)));
  const weights = new Map<string, HostTensor>([
    ["W_enc", encoder],
    ["W_dec", matrix(dSae, dIn)],
    ["b_enc", vector(dSae, 0.1)],
    ["b_dec", vector(dIn, 0.1)],
  ]);
  if (config.architecture === "jumprelu") weights.set("threshold", vector(dSae, 0.02, 0.3));
  return { config, weights };
}
