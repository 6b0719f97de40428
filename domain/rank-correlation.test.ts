import { expect, it } from "vitest";
import { spearman } from "./rank-correlation";

it("is that of scipy.stats.spearmanr", () => {
  expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(spearman([1, 2, 3], [3, 2, 1])).toBe(-1);
  expect(spearman([0.1, 0.2, 10, 1000], [1, 2, 3, 4])).toBe(1);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});
