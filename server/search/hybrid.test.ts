import { expect, it } from "vitest";
import { fuse } from "./hybrid";

const row = (feature: number) => ({ saeId: 1, feature });

it("sums 1 / (60 + rank) over the rankings, ties by feature", () => {
  const fused = fuse([
    [row(5), row(7), row(9)],
    [row(9), row(5), row(3)],
  ]);
  expect(fused.map(({ feature }) => feature)).toEqual([5, 9, 7, 3]);
  expect(fused[0]?.value).toBeCloseTo(1 / 61 + 1 / 62, 12);
  expect(fused[1]?.value).toBeCloseTo(1 / 63 + 1 / 61, 12);
  expect(fuse([[row(8)], [row(2)]]).map(({ feature }) => feature)).toEqual([2, 8]);
});
