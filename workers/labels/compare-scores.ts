/** Whether the labels of one SAE hold better on held-out text than those of another, such as its frozen-decoder double. */
import { middle95, resampled } from "@/domain/bootstrap";
import { Random } from "@/domain/random";

const ROUNDS = 1000;
/** What a label that says nothing is worth: balanced accuracy by chance. */
const CHANCE = 0.5;

/** Scores of an SAE's labels; null of a feature whose label is unclear. */
export type LabelScores = readonly (number | null)[];

export interface ComparedScores {
  /** Mean score of clear labels, and over all features with unclear ones at chance, of each SAE. */
  clear: [number, number];
  all: [number, number];
  /** First less second, with the middle 95 % of bootstrap rounds over the features of both. */
  clearDifference: Difference;
  allDifference: Difference;
}

export interface Difference {
  mean: number;
  low: number;
  high: number;
}

export function compareScores(first: LabelScores, second: LabelScores, seed = 1): ComparedScores {
  const clear = [first, second].map((scores) => scores.filter((score) => score !== null)) as [
    number[],
    number[],
  ];
  const all = [first, second].map((scores) => scores.map((score) => score ?? CHANCE)) as [number[], number[]];
  return {
    clear: [mean(clear[0]), mean(clear[1])],
    all: [mean(all[0]), mean(all[1])],
    clearDifference: differenceOf(...clear, new Random(seed, 0)),
    allDifference: differenceOf(...all, new Random(seed, 1)),
  };
}

function differenceOf(a: readonly number[], b: readonly number[], random: Random): Difference {
  const again = (values: readonly number[]) =>
    mean(resampled(values.length, random).map((i) => values[i] ?? NaN));
  const rounds = Array.from({ length: ROUNDS }, () => again(a) - again(b));
  return { mean: mean(a) - mean(b), ...middle95(rounds) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
