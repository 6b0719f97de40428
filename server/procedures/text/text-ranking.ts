import type { TextActivations } from "@/domain/text-activations";

/** The features of several SAEs that a text turns on, ranked together. */

export interface RankedFeature {
  sae: string;
  feature: number;
  /** At every token, BOS first. */
  values: number[];
  max: number;
  /** Where it is largest, the first of equals. */
  peak: number;
  /** What it is ranked by. */
  rankedBy: number;
}

/**
 * Ranks by the sum over the tokens at `positions`, or by the largest value at any token when none are named; ties by
 * SAE and number. Features with nothing there are left out.
 */
export function rankOverText(
  read: readonly { sae: string; tokens: TextActivations["tokens"] }[],
  positions: readonly number[],
): RankedFeature[] {
  const found = read.flatMap(({ sae, tokens }) => {
    const values = new Map<number, number[]>();
    tokens.forEach((entries, position) => {
      for (const { feature, value } of entries) {
        const own = values.get(feature) ?? tokens.map(() => 0);
        own[position] = value;
        values.set(feature, own);
      }
    });
    return [...values].map(([feature, own]): RankedFeature => {
      const max = own.reduce((most, value) => Math.max(most, value), 0);
      const sum = positions.reduce((total, position) => total + (own[position] ?? 0), 0);
      return {
        ...{ sae, feature, values: own, max, peak: own.indexOf(max) },
        rankedBy: positions.length > 0 ? sum : max,
      };
    });
  });
  return found
    .filter(({ rankedBy }) => rankedBy > 0)
    .sort(
      (a, b) => b.rankedBy - a.rankedBy || (a.sae < b.sae ? -1 : a.sae > b.sae ? 1 : a.feature - b.feature),
    );
}
