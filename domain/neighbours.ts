/** Features kept as the nearest of each, and as those that fire with it. */
export const NEIGHBOURS = 50;

/**
 * How many times more often two features fire on the same token than they would if they knew nothing of each other:
 * P(both) / (P(a) P(b)). Counts are tokens; 1 means independent.
 */
export function lift(both: number, a: number, b: number, tokens: number): number {
  return (both * tokens) / (a * b);
}
