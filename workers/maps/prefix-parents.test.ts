import { describe, expect, it } from "vitest";
import { findPrefixParent, firingCorrelation, impliedBy } from "./prefix-parents";

const TOKENS = 1000;
const firings = (both: number, child: number, parent: number) => ({ both, child, parent, tokens: TOKENS });

describe("how surely one feature's firing implies another's", () => {
  it("is 1 where it always does, 0 where it does as often as by chance, and 0 for what says nothing", () => {
    expect(impliedBy(firings(40, 40, 200))).toBe(1);
    expect(impliedBy(firings(8, 40, 200))).toBe(0);
    // 0.6 of its tokens, of which 0.2 by chance
    expect(impliedBy(firings(24, 40, 200))).toBeCloseTo(0.5, 12);
    expect(impliedBy(firings(40, 40, TOKENS))).toBe(0);
    expect(impliedBy(firings(0, 0, 200))).toBe(0);
  });
});

it("the correlation of firings is Pearson's over tokens of 0 and 1", () => {
  const [a, b] = [Array.from({ length: TOKENS }, (_, t) => Number(t % 25 === 0)), [] as number[]];
  for (let t = 0; t < TOKENS; t++) b.push(Number(t % 5 === 0));
  const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / TOKENS;
  const product = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((value, t) => (value - mean(x)) * ((y[t] as number) - mean(y))));
  const expected = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  expect(firingCorrelation(firings(40, 40, 200))).toBeCloseTo(expected, 12);
  expect(firingCorrelation(firings(40, 40, TOKENS))).toBe(0);
});

describe("the feature that a later one is a case of", () => {
  /** Parts 0 to 1, 2 to 4 and 5 to 6. */
  const counted = { prefixes: [2, 5], tokens: TOKENS };
  const active = Uint32Array.of(900, 200, 100, 50, 60, 30, 0);
  const parent = (feature: number, counts: number[]) =>
    findPrefixParent(feature, Uint32Array.from(counts), active, counted);

  it("is of the part before, where one is implied, and not the one that fires everywhere", () => {
    expect(parent(5, [30, 30, 30, 2, 30, 30, 0])).toEqual({ id: 4, count: 30 });
    expect(parent(5, [30, 30, 28, 2, 10, 30, 0])).toEqual({ id: 2, count: 28 });
    expect(parent(3, [50, 45, 50, 50, 0, 0, 0])).toEqual({ id: 1, count: 45 });
  });

  it("is of the part before that where none is implied, and none where nothing is", () => {
    expect(parent(5, [30, 30, 5, 2, 1, 30, 0])).toEqual({ id: 1, count: 30 });
    expect(parent(5, [28, 10, 5, 2, 1, 30, 0])).toBeNull();
    expect(parent(1, [200, 200, 0, 0, 0, 0, 0])).toBeNull();
    expect(parent(6, [0, 0, 0, 0, 0, 0, 0])).toBeNull();
  });

  it("does not exist in an SAE that is no Matryoshka", () => {
    const counts = Uint32Array.of(30, 30, 30, 2, 30, 30, 0);
    expect(findPrefixParent(5, counts, active, { prefixes: [], tokens: TOKENS })).toBeNull();
  });
});
