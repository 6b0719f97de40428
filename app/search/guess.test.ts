import { expect, it } from "vitest";
import { guessTab } from "./guess";

it.each([
  ["", "all"],
  ["dragons", "all"],
  ["a sense of loss", "all"],
  ["What is it?", "all"],
  ["1234", "id"],
  ["3-res-4k/1234", "id"],
  ["https://example.org/stories15m/3-res-4k/7?band=2", "id"],
  ["The dragon breathed fire.", "all"],
  ["The dragon breathed fire again.", "text"],
  ["Once upon a time there was a dragon that breathed fire", "text"],
  ["x".repeat(400), "text"],
])("takes %j for %s", (typed, tab) => {
  expect(guessTab(typed)).toBe(tab);
});
