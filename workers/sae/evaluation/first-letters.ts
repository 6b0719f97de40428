/** Absorption on the first letters of words: the probe of a letter, its main features, and what takes over from them. */
import type { EvaluatedLetter, LetterAbsorption } from "@/domain/sae-evaluation";
import type { Directions } from "../../maps/nearest-directions";
import { absorbedAt } from "./absorption";
import { fitLogistic, predict, type LinearProbe } from "./logistic";
import { takeRows } from "./matrix-rows";
import { f1 } from "./scores";
import { columnsOf, featureDifferences, largestPlaces, type TokenActivations } from "./token-features";

/** A further feature is one of the letter's main ones where it raises F1 by more than this (feature splitting). */
const LEAST_GAIN = 0.03;
const MOST_MAIN = 10;

/** Tokens that are whole words: their rows among the tokens read, and what letter each begins with. */
export interface LetterTokens {
  rows: Uint32Array;
  /** One letter a row, lower case. */
  letters: readonly string[];
}

export interface LetterWords {
  train: LetterTokens;
  /** Of words that are none of the training words. */
  test: LetterTokens;
}

/** An SAE's activations at the tokens read, and its decoder rows. */
export interface CodedTokens {
  features: TokenActivations;
  directions: Directions;
}

/** @param stream what the SAE reads, [tokens, width] */
export function evaluateLetter(
  letter: string,
  { train, test }: LetterWords,
  { stream, width }: { stream: Float32Array; width: number },
  { own, random }: { own: CodedTokens; random: CodedTokens },
): EvaluatedLetter {
  const labels = [train, test].map(({ letters }) =>
    Uint8Array.from(letters, (one) => (one === letter ? 1 : 0)),
  );
  const [trainLabels, testLabels] = labels as [Uint8Array, Uint8Array];
  const probe = fitLogistic({ rows: takeRows(stream, width, train.rows), width, labels: trainLabels });
  const said = predict(probe, takeRows(stream, width, test.rows));
  const judged = test.rows.filter((_, i) => testLabels[i] === 1 && said[i] === 1);
  const direction = unitLength(probe);
  const projections = Float64Array.from(judged, (row) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (stream[row * width + j] as number) * (direction[j] as number);
    return sum;
  });
  const measure = (coded: CodedTokens): LetterAbsorption => {
    const found = mainFeatures(coded.features, train.rows, trainLabels);
    return absorptionOf(coded, direction, found, judged, projections);
  };
  return {
    letter,
    tokens: testLabels.reduce((sum, label) => sum + label, 0),
    judged: judged.length,
    probeF1: f1(said, testLabels),
    ...{ features: measure(own), random: measure(random) },
  };
}

/**
 * The features that stand for a class, the best first: by the difference of class means, as many as each raise the F1 of a
 * probe on them by more than LEAST_GAIN on the training rows.
 */
export function mainFeatures(
  features: TokenActivations,
  rows: Uint32Array,
  labels: Uint8Array,
): { main: number[]; f1: number } {
  // a feature that is less active at the letter does not stand for it
  const candidates = largestPlaces(featureDifferences(features, rows, labels), MOST_MAIN, (value) => value);
  let best = { main: candidates.slice(0, 1), f1: 0 };
  for (let size = 1; size <= candidates.length; size++) {
    const main = candidates.slice(0, size);
    const columns = columnsOf(features, rows, main);
    const found = f1(predict(fitLogistic({ rows: columns, width: size, labels }), columns), labels);
    if (size > 1 && found - best.f1 <= LEAST_GAIN) break;
    best = { main, f1: found };
  }
  return best;
}

function absorptionOf(
  { features, directions }: CodedTokens,
  direction: Float64Array,
  found: { main: number[]; f1: number },
  judged: Uint32Array,
  projections: Float64Array,
): LetterAbsorption {
  const cosines = cosinesWith(directions, direction);
  const main = new Set(found.main);
  let [full, fraction] = [0, 0];
  judged.forEach((row, i) => {
    const [from, to] = [features.offsets[row] as number, features.offsets[row + 1] as number];
    const active = {
      features: features.features.subarray(from, to),
      values: features.values.subarray(from, to),
    };
    const absorbed = absorbedAt({ ...active, projection: projections[i] as number }, cosines, main);
    if (absorbed.full) full++;
    fraction += absorbed.fraction;
  });
  const share = (sum: number) => (judged.length === 0 ? 0 : sum / judged.length);
  return { ...found, full: share(full), fraction: share(fraction) };
}

function unitLength({ weights }: LinearProbe): Float64Array {
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
  return weights.map((weight) => weight / length);
}

/** Of every row with a direction of length 1; 0 for a row of zeros. */
function cosinesWith({ data, width }: Directions, direction: Float64Array): Float64Array {
  return Float64Array.from({ length: data.length / width }, (_, row) => {
    let [product, square] = [0, 0];
    for (let j = 0, at = row * width; j < width; j++, at++) {
      product += (data[at] as number) * (direction[j] as number);
      square += (data[at] as number) ** 2;
    }
    return square === 0 ? 0 : product / Math.sqrt(square);
  });
}
