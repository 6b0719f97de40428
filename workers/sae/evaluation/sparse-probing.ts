/**
 * Sparse probing (Gurnee et al. 2023, as in SAEBench): how well a concept can be told from one input or five, chosen on the
 * training half by the difference of class means, by logistic regression on them, as accuracy on the test half.
 */
import { Random } from "@/domain/random";
import { PROBE_SIZES, type ProbedConcept, type SparseAccuracy } from "@/domain/sae-evaluation";
import { fitLogistic, predict } from "./logistic";
import { takeColumns, takeRows } from "./matrix-rows";
import { accuracy } from "./scores";
import {
  columnDifferences,
  columnsOf,
  featureDifferences,
  largestPlaces,
  type TokenActivations,
} from "./token-features";

/** Some of the tokens read, by row, and whether the concept holds there: 1 or 0. */
export interface LabelledTokens {
  rows: Uint32Array;
  labels: Uint8Array;
}

/** A concept with its tokens of both halves, in each of which it holds for half of them. */
export interface ConceptTokens {
  name: string;
  train: LabelledTokens;
  test: LabelledTokens;
}

/** All that was read of the tokens. */
export interface TokenReadings {
  /** What the SAE reads, [tokens, width]. */
  stream: Float32Array;
  width: number;
  features: TokenActivations;
  /** Of a random SAE at the same L0. */
  random: TokenActivations;
}

export function probeConcept(
  { name, train, test }: ConceptTokens,
  { stream, width, features, random }: TokenReadings,
  seed: number,
): ProbedConcept {
  const own = probeFeatures(features, train, test);
  const whole = [train, test].map(({ rows }) => takeRows(stream, width, rows)) as [
    Float32Array,
    Float32Array,
  ];
  const neurons = largestPlaces(columnDifferences(whole[0], width, train.labels), PROBE_SIZES[1]);
  return {
    name,
    ...{ train: train.labels.length, test: test.labels.length },
    features: own.accuracy,
    neurons: bySize((size) => {
      const columns = neurons.slice(0, size);
      const read = (rows: Float32Array) => takeColumns(rows, width, columns);
      return score(read(whole[0]), columns.length, train.labels, read(whole[1]), test.labels);
    }),
    random: probeFeatures(random, train, test).accuracy,
    shuffled: probeFeatures(features, shuffle(train, seed), shuffle(test, seed + 1)).accuracy,
    whole: score(whole[0], width, train.labels, whole[1], test.labels),
    chosen: own.chosen,
  };
}

function probeFeatures(
  features: TokenActivations,
  train: LabelledTokens,
  test: LabelledTokens,
): { accuracy: SparseAccuracy; chosen: number[] } {
  const chosen = largestPlaces(featureDifferences(features, train.rows, train.labels), PROBE_SIZES[1]);
  const sized = bySize((size) => {
    const some = chosen.slice(0, size);
    const read = ({ rows }: LabelledTokens) => columnsOf(features, rows, some);
    return score(read(train), some.length, train.labels, read(test), test.labels);
  });
  return { accuracy: sized, chosen };
}

const bySize = (measure: (size: number) => number): SparseAccuracy => ({
  one: measure(PROBE_SIZES[0]),
  five: measure(PROBE_SIZES[1]),
});

/** Accuracy on the test half of a probe fitted to the training half. */
function score(
  train: Float32Array,
  width: number,
  trainLabels: Uint8Array,
  test: Float32Array,
  testLabels: Uint8Array,
): number {
  const probe = fitLogistic({ rows: train, width, labels: trainLabels });
  return accuracy(predict(probe, test), testLabels);
}

/** The same tokens with the labels dealt out anew. */
function shuffle({ rows, labels }: LabelledTokens, seed: number): LabelledTokens {
  const dealt = Uint32Array.from(labels);
  new Random(seed).shuffle(dealt);
  return { rows, labels: Uint8Array.from(dealt) };
}
