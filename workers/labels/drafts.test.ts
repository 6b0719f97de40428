import { expect, it } from "vitest";
import { tellApart, type FeatureDrafts } from "./drafts";

const feature = (index: number, ...texts: [string, number][]): FeatureDrafts => ({
  feature: index,
  drafts: texts.map(([text, value]) => ({ text, value, method: "token", score: null })),
});
const textsOf = (features: FeatureDrafts[]) =>
  Object.fromEntries([...tellApart(features)].map(([index, { text }]) => [index, text]));

it("leaves a label to the feature that it fits best; the others say the difference", () => {
  const features = [
    feature(0, ["Lily", 0.8], ["Lily, after “named”", 0.75]),
    feature(1, ["Lily", 0.9], ["Lily, at the start of a sentence", 0.7]),
    feature(2, ["dragon", 0.5]),
    // loses “Lily”, and then what feature 0 wants next
    feature(3, ["Lily", 0.7], ["Lily, after “named”", 0.6], ["Lily, before “and”", 0.55]),
  ];
  const expected = { 0: "Lily, after “named”", 1: "Lily", 2: "dragon", 3: "Lily, before “and”" };
  expect(textsOf(features)).toEqual(expected);
  expect(textsOf(features.toReversed())).toEqual(expected);
});

it("has a feature that has nothing else to say share its best label", () => {
  expect(textsOf([feature(4, ["a", 1]), feature(5, ["a", 1]), feature(6, ["b", 1], ["a", 0.9])])).toEqual({
    4: "a",
    5: "a",
    6: "b",
  });
  expect(textsOf([])).toEqual({});
});
