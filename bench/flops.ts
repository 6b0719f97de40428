/**
 * Floating-point operations that the work needs: matrix products and attention, 2 for a multiplication with its addition.
 * Padding, masked attention scores, norms and activation functions do not count, so a share of the peak is an
 * understatement rather than the opposite.
 */
import type { LanguageModelConfig } from "@/domain/models";

/** One passage of `tokens` through `layers` layers, attention over the past alone. */
export function forwardFlops(model: LanguageModelConfig, layers: number, tokens: number): number {
  const { width, heads, kvHeads, hidden } = model;
  const keysWidth = (width / heads) * kvHeads;
  const projections = 2 * width * (2 * width + 2 * keysWidth);
  const mlp = 2 * 3 * width * hidden;
  const scoresAndMix = 2 * 2 * width * ((tokens * (tokens + 1)) / 2);
  return layers * (tokens * (projections + mlp) + scoresAndMix);
}

export const productFlops = (rows: number, inner: number, columns: number): number =>
  2 * rows * inner * columns;
