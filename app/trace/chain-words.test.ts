import { expect, it } from "vitest";
import { withoutWords } from "./chain-words";

it.each([
  [1, 1, "Without this one activation"],
  [3, 3, "Without these three activations"],
  [16, 16, "Without these 16 activations"],
  [2, 3, "Without two of the three"],
  [0, 3, "With all of them in place"],
])("%d of %d taken away: %s", (removed, members, words) => {
  expect(withoutWords(removed, members)).toBe(words);
});
