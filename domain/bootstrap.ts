import type { Random } from "./random";

/** Places of a sample of the same size, drawn with replacement. */
export const resampled = (size: number, random: Random): number[] =>
  Array.from({ length: size }, () => Math.floor(random.uniform() * size));

/** The middle 95 % of bootstrap values (Efron 1979, percentile method); what is not a number is left out. */
export function middle95(values: readonly number[]): { low: number; high: number } {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}
