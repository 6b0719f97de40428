import { expect, test } from "vitest";
import { scaled } from "@/domain/steering-score";
import { scaleOf, shareOf } from "./contexts";

test("a feature without an example on the side that it is scored by has a scale that can be written, and no score", () => {
  expect(shareOf(3, 4)).toBe(0.75);
  const full = { fires: shareOf(0, 0), lexicon: null };
  const scale = scaleOf({ lexicon: [], full }, { fires: 0.001, lexicon: 0 });
  expect(JSON.parse(JSON.stringify(scale))).toEqual({ fires: [0.001, 0], lexicon: null });
  expect(scaled(0.2, scale.fires)).toBeNull();
  expect(scaled(0.2, [0, 0])).toBeNull();
});
