import { describe, expect, it } from "vitest";
import { absorbedAt, type ActiveToken } from "./absorption";
import { evaluateLetter, mainFeatures } from "./first-letters";
import type { TokenActivations } from "./token-features";

/** SAEBench's feature_absorption_calculator over dense arrays, written down from its formulas. */
function reference(
  activations: readonly number[],
  cosines: readonly number[],
  main: readonly number[],
  projection: number,
): { full: boolean; fraction: number } {
  const projected = activations.map((value, i) => value * (cosines[i] ?? 0));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const byMain = sum(main.map((feature) => projected[feature] ?? 0));
  const candidates = projected.filter(
    (value, i) => !main.includes(i) && (cosines[i] ?? 0) >= 0.1 && value > 0,
  );
  const byOthers = sum(candidates.sort((a, b) => b - a).slice(0, 3));
  let fraction: number;
  if (byMain >= projection || byOthers / projection < 0.4) fraction = 0;
  else if (byMain <= 0) fraction = 1;
  else {
    const part = Math.min(byOthers, projection - byMain);
    fraction = Math.min(1, Math.max(0, part / (part + byMain)));
  }
  const top = projected.indexOf(Math.max(...projected));
  const full =
    main.every((feature) => activations[feature] === 0) &&
    (cosines[top] ?? 0) >= 0.025 &&
    projection >= 0 &&
    (projected[top] ?? 0) / projection >= 0.4;
  return { full, fraction };
}

const sparse = (activations: readonly number[], projection: number): ActiveToken => {
  const features = activations.flatMap((value, i) => (value > 0 ? [i] : []));
  return { features, values: features.map((i) => activations[i] ?? 0), projection };
};

describe("absorption at a token", () => {
  const cosines = [0.8, 0.5, 0.3, 0.05, -0.4, 0.12];
  const main = [0];
  it.each([
    { name: "nothing where the main feature says it all", activations: [2, 0, 0, 0, 0, 0], projection: 1.5 },
    {
      name: "all where one other feature stands in for it",
      activations: [0, 3, 0, 0, 0, 0],
      projection: 1.6,
    },
    { name: "a part where the main feature is weak", activations: [0.5, 2, 1, 0, 0, 0], projection: 2 },
    { name: "nothing where the others say too little", activations: [0, 0.2, 0, 0, 0, 0], projection: 2 },
    {
      name: "whole, but no part, by a feature that points little that way",
      activations: [0, 0, 0, 30, 0, 0],
      projection: 2,
    },
    { name: "three features at most", activations: [0, 1, 1, 0, 2, 9], projection: 1.1 },
    { name: "nothing at a token against the probe", activations: [0, 1, 0, 0, 0, 0], projection: -1 },
  ])("is as SAEBench has it: $name", ({ activations, projection }) => {
    const found = absorbedAt(sparse(activations, projection), cosines, new Set(main));
    const expected = reference(activations, cosines, main, projection);
    expect(found.full).toBe(expected.full);
    expect(found.fraction).toBeCloseTo(expected.fraction, 10);
  });
});

/** Tokens of two letters: 0 and 1 of the stream say which; "s" words have feature 0, but every fourth has feature 3 alone. */
const TOKENS = 160;
const letterOf = (row: number) => (row % 2 === 0 ? "s" : "t");
const taken = (row: number) => row % 8 === 0;
const stream = Float32Array.from({ length: TOKENS * 2 }, (_, i) =>
  (i % 2 === 0) === (letterOf(i >> 1) === "s") ? 3 : 0,
);
const features: TokenActivations = {
  offsets: Uint32Array.from({ length: TOKENS + 1 }, (_, row) => row),
  features: Uint32Array.from({ length: TOKENS }, (_, row) =>
    letterOf(row) === "t" ? 1 : taken(row) ? 3 : 0,
  ),
  values: new Float32Array(TOKENS).fill(3),
  dSae: 4,
};
// feature 3 points along s, as 0 does; 2 is never active
const directions = { data: Float32Array.of(1, 0, 0, 1, 0, 1, 0.8, -0.6), width: 2 };
const rows = Uint32Array.from({ length: TOKENS }, (_, row) => row);
const tokensOf = (some: Uint32Array) => ({ rows: some, letters: Array.from(some, letterOf) });

describe("the first letters of words", () => {
  const words = { train: tokensOf(rows.subarray(0, 80)), test: tokensOf(rows.subarray(80)) };
  const coded = { features, directions };

  it("finds one main feature where a second gains little, and both where it gains more", () => {
    const labels = Uint8Array.from(words.train.letters, (letter) => (letter === "s" ? 1 : 0));
    const found = mainFeatures(features, words.train.rows, labels);
    // alone feature 0 misses a quarter of the words: F1 6/7, which feature 3 brings to 1
    expect(found).toEqual({ main: [0, 3], f1: 1 });
  });

  it("tells how much another feature has taken over", () => {
    // half of the training words is without the exception, so that only feature 0 stands for the letter
    const plain = rows.filter((row) => row < 80 && !taken(row));
    const found = evaluateLetter(
      "s",
      { ...words, train: tokensOf(plain) },
      { stream, width: 2 },
      { own: coded, random: coded },
    );
    expect(found.features.main).toEqual([0]);
    expect(found.probeF1).toBe(1);
    expect(found.judged).toBe(40);
    // ten of the forty words have feature 3 alone
    expect(found.features.full).toBeCloseTo(0.25, 10);
    expect(found.features.fraction).toBeCloseTo(0.25, 10);
  });
});
