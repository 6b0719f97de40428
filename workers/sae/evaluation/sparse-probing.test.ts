import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import { probeConcept, type LabelledTokens, type TokenReadings } from "./sparse-probing";
import {
  columnDifferences,
  columnsOf,
  featureDifferences,
  largestPlaces,
  type TokenActivations,
} from "./token-features";

const TOKENS = 400;
const FEATURES = 50;
const WIDTH = 6;
const PLANTED = 37;
const random = new Random(3);

/** Every feature is active at a tenth of the tokens, but the planted one exactly where the label is 1. */
const truth = Uint8Array.from({ length: TOKENS }, () => (random.uniform() < 0.5 ? 1 : 0));
const planted = makeFeatures((token, feature) =>
  feature === PLANTED
    ? truth[token] === 1
      ? 1 + random.uniform()
      : 0
    : random.uniform() < 0.1
      ? 3 * random.uniform()
      : 0,
);
const noise = makeFeatures(() => (random.uniform() < 0.1 ? random.uniform() : 0));
const stream = Float32Array.from({ length: TOKENS * WIDTH }, (_, i) =>
  i % WIDTH === 2 ? (truth[Math.floor(i / WIDTH)] as number) + 0.3 * random.normal() : random.normal(),
);

function makeFeatures(valueOf: (token: number, feature: number) => number): TokenActivations {
  const offsets = [0];
  const entries: [number, number][] = [];
  for (let token = 0; token < TOKENS; token++) {
    for (let feature = 0; feature < FEATURES; feature++) {
      const value = valueOf(token, feature);
      if (value > 0) entries.push([feature, value]);
    }
    offsets.push(entries.length);
  }
  return {
    offsets: Uint32Array.from(offsets),
    features: Uint32Array.from(entries, ([feature]) => feature),
    values: Float32Array.from(entries, ([, value]) => value),
    dSae: FEATURES,
  };
}

/** As many of one class as of the other among the tokens of a half. */
function half(remainder: number): LabelledTokens {
  const of = (label: number) =>
    Array.from({ length: TOKENS }, (_, i) => i).filter((i) => i % 2 === remainder && truth[i] === label);
  const [yes, no] = [of(1), of(0)];
  const each = Math.min(yes.length, no.length);
  const rows = [...yes.slice(0, each), ...no.slice(0, each)];
  return { rows: Uint32Array.from(rows), labels: Uint8Array.from(rows, (row) => truth[row] as number) };
}
const [train, test] = [half(0), half(1)];
const read: TokenReadings = { stream, width: WIDTH, features: planted, random: noise };

describe("the difference of class means", () => {
  it("is that of every column, dense or sparse", () => {
    const dense = columnsOf(
      planted,
      train.rows,
      Array.from({ length: FEATURES }, (_, i) => i),
    );
    const expected = Array.from({ length: FEATURES }, (_, feature) => {
      const mean = (label: number) => {
        const values = [...train.labels].flatMap((one, i) =>
          one === label ? [dense[i * FEATURES + feature] as number] : [],
        );
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      return mean(1) - mean(0);
    });
    const sparse = featureDifferences(planted, train.rows, train.labels);
    const columns = columnDifferences(dense, FEATURES, train.labels);
    expected.forEach((difference, feature) => {
      expect(sparse[feature]).toBeCloseTo(difference, 6);
      expect(columns[feature]).toBeCloseTo(difference, 6);
    });
  });

  it("names the largest by size, ties in order", () => {
    expect(largestPlaces(Float64Array.of(1, -3, 3, 0.5), 3)).toEqual([1, 2, 0]);
    expect(largestPlaces(Float64Array.of(1, -3, 3, 0.5), 2, (value) => value)).toEqual([2, 0]);
  });
});

describe("probing for a concept", () => {
  const found = probeConcept({ name: "planted", train, test }, read, 5);

  it("chooses a planted feature first and tells the concept by it without fault", () => {
    expect(found.chosen[0]).toBe(PLANTED);
    expect(found.features).toEqual({ one: 1, five: 1 });
  });

  it("tells it by the one number of the stream that has it, about as well as by the whole", () => {
    expect(found.neurons.one).toBeGreaterThan(0.85);
    expect(found.whole).toBeGreaterThan(0.85);
  });

  it("comes to chance with labels dealt out anew, and with features that know nothing of it", () => {
    for (const chance of [found.shuffled.one, found.shuffled.five, found.random.one, found.random.five]) {
      // four standard deviations of that many tosses
      expect(Math.abs(chance - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / test.rows.length));
    }
  });

  it("comes to the same by the same seed", () => {
    expect(probeConcept({ name: "planted", train, test }, read, 5)).toEqual(found);
    expect(probeConcept({ name: "planted", train, test }, read, 6).shuffled).not.toEqual(found.shuffled);
  });
});
