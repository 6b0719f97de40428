import { expect, test } from "vitest";
import { scaleSize } from "./size";

const features = (labels: string) => scaleSize(labels).saes.reduce((sum, width) => sum + width, 0);

test("ten million labels are of an SAE of 1,048,576 features, many of 65,536 and narrow ones, 500 in all", () => {
  const { labels, saes } = scaleSize("10000000");
  expect([labels, saes.length, saes[0], saes[1], saes[499]]).toEqual([
    10_000_000, 500, 1_048_576, 65_536, 64,
  ]);
  expect(features("10000000")).toBeGreaterThanOrEqual(10_000_000);
});

test("a small one has 500 SAEs too, and no more labels than features", () => {
  const { labels, saes } = scaleSize("20000");
  expect([labels, saes.length, saes[0], saes[1]]).toEqual([20_000, 500, 10_000, 2_500]);
  expect(() => scaleSize("5")).toThrow(/--labels/);
});
