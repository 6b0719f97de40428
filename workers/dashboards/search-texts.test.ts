import { expect, it } from "vitest";
import { aroundPeak } from "./search-texts";

const pieces = ["<s>", "▁The", "▁dra", "gon", "s", ".", "<0x0A>", "▁“", "Fire", "!"];

it.each([
  [2, "dragons"],
  [3, "dragons"],
  [4, "dragons"],
  [5, ""],
  [6, ""],
  [7, ""],
  [8, "Fire"],
  [1, "The"],
])("takes the word that position %i lies in", (peak, word) => {
  expect(aroundPeak(pieces, peak)).toEqual({ text: "The dragons. “Fire!", word });
});

it("keeps to a window around the peak", () => {
  const long = ["<s>", ...Array.from({ length: 100 }, (_, i) => `▁w${i + 1}`)];
  const { text, word } = aroundPeak(long, 50);
  expect(word).toBe("w50");
  expect(text.split(" ")).toHaveLength(25);
  expect(text.startsWith("w38 ")).toBe(true);
});
