import { describe, expect, it } from "vitest";
import { agrees, mainOnes, sidesOf, type TracedFeature } from "./explain";

const feature = (feature: number, attribution: number, ablation: number): TracedFeature => ({
  feature,
  label: null,
  attribution,
  ablation,
});

describe("agrees", () => {
  it.each([
    [1.4, 1.4, true],
    [2, 1, true],
    [0.51, 1, true],
    [2.1, 1, false],
    [0.4, 1, false],
    [-1.4, -0.09, false],
    [-1, -1.5, true],
    [0.5, -0.5, false],
    [0.5, 0, false],
    [0, 0, false],
  ])("estimate %d against %d: %s", (attribution, ablation, expected) => {
    expect(agrees(feature(1, attribution, ablation))).toBe(expected);
  });
});

describe("sidesOf", () => {
  it("goes by what was measured, not by the estimate, ten on each side", () => {
    const many = Array.from({ length: 15 }, (_, i) => feature(i, -1, i + 1));
    const { pro, contra } = sidesOf([...many, feature(99, 5, -2), feature(98, 5, -3), feature(97, 1, 0)]);
    expect(pro.map(({ feature }) => feature)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
    expect(contra.map(({ feature }) => feature)).toEqual([98, 99]);
  });
});

describe("mainOnes", () => {
  it("names the fewest that make up half, at most three", () => {
    expect(mainOnes([feature(1, 0, 6), feature(2, 0, 3), feature(3, 0, 1)])).toHaveLength(1);
    expect(
      mainOnes([feature(1, 0, -3), feature(2, 0, -3), feature(3, 0, -3), feature(4, 0, -3)]),
    ).toHaveLength(2);
    expect(mainOnes(Array.from({ length: 12 }, (_, i) => feature(i, 0, 1)))).toHaveLength(3);
    expect(mainOnes([])).toEqual([]);
  });
});
