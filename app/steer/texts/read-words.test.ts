import { describe, expect, it } from "vitest";
import { readWords } from "./read-words";

const known = new Map(
  [
    { feature: 1, label: "dogs", density: 0.01, max: 4 },
    { feature: 2, label: "", density: 0.01, max: 10 },
    { feature: 3, label: "tails", density: 0.01, max: 2 },
  ].map((feature) => [feature.feature, feature]),
);
const pieces = ["<s>", "▁The", "▁dog", "<0xC3>", "<0xA9>", "▁ran"];
const strongest = [
  [],
  [],
  [
    { feature: 1, value: 4 },
    { feature: 2, value: 3 },
    { feature: 3, value: 1 },
    { feature: 4, value: 0.5 },
  ],
  [{ feature: 3, value: 0.5 }],
  [
    { feature: 2, value: 5 },
    { feature: 3, value: 1 },
  ],
];
const words = (followed: number | null, values: number[] | null = null) =>
  readWords(
    pieces,
    { strongest, followed: values && followed !== null ? { feature: followed, values } : null },
    known,
    followed,
  );

describe("readWords", () => {
  it("names the strongest three, and colours by the one that is nearest to its maximum", () => {
    const [the, dog, accent, ran] = words(null);
    expect(the).toMatchObject({ text: " The", level: 0, features: [] });
    expect(dog).toMatchObject({ start: 2, level: 10 });
    expect(dog?.features?.map(({ name, level }) => [name, level])).toEqual([
      ["dogs", 10],
      ["Feature 2", 3],
      ["tails", 5],
    ]);
    expect(dog?.features?.[0]?.tip).toBe("4.00, 100 % of its maximum");
    // two tokens, one character: each feature once, where it is strongest
    expect(accent).toMatchObject({ start: 3, text: "é", level: 5 });
    expect(accent?.features?.map(({ feature, value }) => [feature, value])).toEqual([
      [2, 5],
      [3, 1],
    ]);
    // written, but not read yet
    expect(ran).toMatchObject({ start: 5, level: 0, features: null });
  });

  it("colours a followed feature everywhere, also where it is none of the strongest", () => {
    expect(words(3, [0, 0.2, 1, 0.5, 1, 2]).map(({ level }) => level)).toEqual([1, 5, 5, 10]);
    // feature 4 never fired in the corpus: the text is its scale
    expect(words(4, [0, 0, 0.5, 0, 0, 0.25]).map(({ level }) => level)).toEqual([0, 10, 0, 5]);
    expect(words(3).map(({ level }) => level)).toEqual([0, 0, 0, 0]);
  });
});
