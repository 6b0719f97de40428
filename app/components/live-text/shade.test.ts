import { describe, expect, it } from "vitest";
import { levelOf, shareOfMaximum, type ReadTokens } from "./shade";

const read: ReadTokens = {
  pieces: ["<s>", "▁a", "▁dragon"],
  strongest: [
    [],
    [{ feature: 1, value: 1 }],
    [
      { feature: 2, value: 3 },
      { feature: 1, value: 0.5 },
    ],
  ],
  features: [
    { feature: 1, label: "a", density: 0.01, max: 4 },
    { feature: 2, label: "dragons", density: 0.001, max: 3 },
  ],
};
const known = new Map(read.features.map((feature) => [feature.feature, feature]));

describe("levelOf", () => {
  it("takes the feature that is nearest to its maximum", () => {
    expect(levelOf(read, known, [1, 1], null)).toBe(3);
    expect(levelOf(read, known, [2, 2], null)).toBe(10);
  });

  it("shows one feature alone when it is followed, and nothing where it is zero", () => {
    expect(levelOf(read, known, [2, 2], 1)).toBe(2);
    expect(levelOf(read, known, [1, 1], 2)).toBe(0);
    expect(levelOf(read, known, [0, 0], null)).toBe(0);
  });

  it("joins the tokens of one character", () => {
    expect(levelOf(read, known, [1, 2], null)).toBe(10);
  });
});

describe("shareOfMaximum", () => {
  it("is at most 1, and 0 where the corpus never had the feature on", () => {
    expect(shareOfMaximum({ feature: 1, value: 9 }, known.get(1))).toBe(1);
    expect(shareOfMaximum({ feature: 3, value: 9 }, undefined)).toBe(0);
  });
});
