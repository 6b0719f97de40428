import { expect, it } from "vitest";
import { isOutOfRange } from "./out-of-range";

it.each([
  [13, 3, 40, true],
  [12, 3, 40, false],
  [100, 3, 5, false],
  [null, 3, 40, false],
  [100, null, 40, false],
])("perplexity %s beside %s over %i tokens: %s", (steered, own, tokens, expected) => {
  expect(isOutOfRange(steered, own, tokens)).toBe(expected);
});
