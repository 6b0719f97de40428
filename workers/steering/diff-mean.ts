/**
 * A direction from two sets of texts: mean(A) - mean(B) of the residual stream over all tokens of each set (DiffMean:
 * Marks and Tegmark 2023; the strongest simple baseline of Wu et al., AxBench, 2025). Sums are float64, so the direction
 * does not depend on how texts were batched.
 */
import { FeaturescopeError } from "@/domain/errors";

/** What a text adds to the mean of its set. */
export interface TokenSum {
  /** Sum of its tokens' streams, [d]. */
  sum: Float64Array;
  tokens: number;
}

/**
 * @param stream residual stream of the tokens that count, [tokens, width]
 * @param counts whether a row counts; all do where it is left out
 */
export function sumTokens(
  stream: Float32Array,
  width: number,
  counts: (row: number) => boolean = () => true,
): TokenSum {
  const total: TokenSum = { sum: new Float64Array(width), tokens: 0 };
  for (let row = 0; row * width < stream.length; row++) {
    if (!counts(row)) continue;
    total.tokens++;
    for (let i = 0; i < width; i++)
      total.sum[i] = (total.sum[i] as number) + (stream[row * width + i] as number);
  }
  return total;
}

export interface MeanDifference {
  /** (mean A - mean B) / norm, [d]. */
  direction: Float32Array;
  /** |mean A - mean B|, in units of the residual stream: one step along the direction leads from B's mean to A's. */
  norm: number;
  /** <mean B, direction>: where B's mean lies along the direction. */
  centre: number;
}

/**
 * @param a the texts that are wanted, @param b those that they are compared with
 * @throws FeaturescopeError BAD_INPUT where a set has no tokens or both have the same mean
 */
export function diffMean(a: readonly TokenSum[], b: readonly TokenSum[]): MeanDifference {
  const [wanted, other] = [meanOf(a, "first"), meanOf(b, "second")];
  const difference = wanted.map((value, i) => value - (other[i] as number));
  const norm = Math.hypot(...difference);
  if (norm === 0)
    throw new FeaturescopeError(
      "BAD_INPUT",
      "Both sets of texts have the same mean, so there is no direction between them.",
      "Take texts that differ in what the direction is to stand for.",
    );
  const unit = difference.map((value) => value / norm);
  return { direction: Float32Array.from(unit), norm, centre: dot(other, unit) };
}

/** Parts that the texts of each set are dealt to. */
const FOLDS = 10;

/**
 * How well such directions tell texts apart that they were not made from: texts are dealt to ten parts, and those of a
 * part are placed along the direction of all the others. The figure is the probability that a text of A lies further along
 * than one of B of the same part (area under the ROC curve; 0.5 is chance). Both are left out together: of sets that are
 * alike but for what is meant, each text's twin would otherwise pull the direction against it. Null where a set has fewer
 * than two texts.
 */
export function heldOutSeparation(a: readonly TokenSum[], b: readonly TokenSum[]): number | null {
  const [first, second] = [a, b].map((set) => set.filter(({ tokens }) => tokens > 0)) as [
    TokenSum[],
    TokenSum[],
  ];
  const folds = Math.min(FOLDS, first.length, second.length);
  if (folds < 2) return null;
  let [ahead, pairs] = [0, 0];
  for (let fold = 0; fold < folds; fold++) {
    const isOf = (_: TokenSum, i: number) => i % folds === fold;
    const others = (set: readonly TokenSum[]) => set.filter((_, i) => i % folds !== fold);
    const { direction } = diffMean(others(first), others(second));
    const place = (text: TokenSum) => dot(meanOf([text], "first"), direction);
    const ofSecond = second.filter(isOf).map(place);
    for (const x of first.filter(isOf).map(place))
      for (const y of ofSecond) {
        ahead += x > y ? 1 : x === y ? 0.5 : 0;
        pairs++;
      }
  }
  return ahead / pairs;
}

function meanOf(texts: readonly TokenSum[], which: "first" | "second"): Float64Array {
  const tokens = texts.reduce((sum, text) => sum + text.tokens, 0);
  if (tokens === 0)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The ${which} set of texts has no tokens that count.`,
      "Enter a text of some words in each set.",
    );
  const mean = new Float64Array(texts[0]?.sum.length ?? 0);
  for (const { sum } of texts)
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (sum[i] as number) / tokens;
  return mean;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
