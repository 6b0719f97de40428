import { expect, test } from "vitest";
import { compareScores } from "./compare-scores";

test("unclear labels are left out, and count as chance", () => {
  const { clear, all } = compareScores([0.9, 0.7, null, null], [0.6, 0.6]);
  expect(clear[0]).toBeCloseTo(0.8, 12);
  expect(all[0]).toBeCloseTo(0.65, 12);
  expect(clear[1]).toBe(0.6);
  expect(all[1]).toBe(0.6);
});

test("an interval excludes 0 where labels are surely better, and not where they are alike", () => {
  const scores = (middle: number) => Array.from({ length: 400 }, (_, i) => middle + ((i % 21) - 10) / 100);
  const better = compareScores(scores(0.8), scores(0.75));
  expect(better.clearDifference.mean).toBeCloseTo(0.05, 6);
  // standard error of a mean of 400 with deviation 0.0606 is 0.00303, of the difference 0.0043: 1.96 of it on either side
  expect(better.clearDifference.high - better.clearDifference.low).toBeGreaterThan(0.014);
  expect(better.clearDifference.high - better.clearDifference.low).toBeLessThan(0.02);
  expect(better.clearDifference.low).toBeGreaterThan(0);
  const alike = compareScores(scores(0.75), scores(0.75));
  expect(alike.allDifference.low).toBeLessThan(0);
  expect(alike.allDifference.high).toBeGreaterThan(0);
});
