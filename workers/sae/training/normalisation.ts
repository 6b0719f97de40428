/**
 * Inputs are centred by their mean and scaled so that their mean norm is sqrt(width): without it most features are
 * born dead and rates do not carry over between models. Folded back into the weights at the end (fold.ts).
 */
export interface Normalisation {
  mean: Float32Array;
  scale: number;
}

/** Mean and scale of activations [rows, width]. */
export function measureNormalisation(activations: Float32Array, width: number): Normalisation {
  const rows = activations.length / width;
  const sums = new Float64Array(width);
  for (let i = 0; i < activations.length; i++)
    sums[i % width] = (sums[i % width] as number) + (activations[i] as number);
  const mean = Float32Array.from(sums, (sum) => sum / rows);
  let norms = 0;
  for (let base = 0; base < activations.length; base += width) {
    let square = 0;
    for (let j = 0; j < width; j++) square += ((activations[base + j] as number) - (mean[j] as number)) ** 2;
    norms += Math.sqrt(square);
  }
  return { mean, scale: Math.sqrt(width) / (norms / rows) };
}

export function normaliseInto(
  target: Float32Array,
  activations: Float32Array,
  { mean, scale }: Normalisation,
): void {
  const width = mean.length;
  for (let base = 0; base < activations.length; base += width) {
    for (let j = 0; j < width; j++)
      target[base + j] = ((activations[base + j] as number) - (mean[j] as number)) * scale;
  }
}
