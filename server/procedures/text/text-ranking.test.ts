import { expect, test } from "vitest";
import { rankOverText } from "./text-ranking";

const at = (...entries: [number, number][]) => entries.map(([feature, value]) => ({ feature, value }));
const read = [
  { sae: "a", tokens: [at(), at([1, 2], [2, 1]), at([2, 4])] },
  { sae: "b", tokens: [at(), at([1, 3]), at()] },
];
const names = (positions: number[]) =>
  rankOverText(read, positions).map(({ sae, feature, rankedBy }) => [sae, feature, rankedBy]);

test("features of several SAEs are ranked by their largest value in the text", () => {
  expect(names([])).toEqual([
    ["a", 2, 4],
    ["b", 1, 3],
    ["a", 1, 2],
  ]);
  expect(rankOverText(read, [])[0]).toMatchObject({ values: [0, 1, 4], max: 4, peak: 2 });
});

test("or by their sum over chosen tokens, without those that have nothing there", () => {
  expect(names([1])).toEqual([
    ["b", 1, 3],
    ["a", 1, 2],
    ["a", 2, 1],
  ]);
  expect(names([1, 2])).toEqual([
    ["a", 2, 5],
    ["b", 1, 3],
    ["a", 1, 2],
  ]);
  expect(names([2])).toEqual([["a", 2, 4]]);
  expect(names([9])).toEqual([]);
});
