import { expect, it } from "vitest";
import { editDistance } from "./edit-distance";

// Counted by hand; "ca" to "abc" is 3 in the restricted form (Wikipedia, Damerau–Levenshtein distance).
it.each([
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["dragon", "dragon", 0],
  ["dragn", "dragon", 1],
  ["dragoon", "dragon", 1],
  ["drogan", "dragon", 2],
  ["dargon", "dragon", 1],
  ["kitten", "sitting", 3],
  ["ca", "abc", 3],
])("from %j to %j are %i edits", (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});
