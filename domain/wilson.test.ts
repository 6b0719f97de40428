import { expect, it } from "vitest";
import { wilson95 } from "./wilson";

/** Ends from the quadratic (p - share)^2 = z^2 p (1 - p) / n that defines the interval, solved by bisection. */
function ends(hits: number, tries: number): [number, number] {
  const share = hits / tries;
  const outside = (p: number) => (p - share) ** 2 > (1.959963984540054 ** 2 * p * (1 - p)) / tries;
  const bisect = (inside: number, out: number) => {
    for (let i = 0; i < 60; i++) {
      const middle = (inside + out) / 2;
      if (outside(middle)) out = middle;
      else inside = middle;
    }
    return inside;
  };
  return [bisect(share, 0), bisect(share, 1)];
}

it.each([
  [1, 20],
  [10, 20],
  [24, 30],
  [299, 300],
])("%d of %d", (hits, tries) => {
  const [low, high] = ends(hits, tries);
  expect(wilson95(hits, tries)[0]).toBeCloseTo(low, 10);
  expect(wilson95(hits, tries)[1]).toBeCloseTo(high, 10);
});

it("is never a point, also where all or none were hit", () => {
  // published: 0 of 20 and 20 of 20 (Newcombe 1998 gives z^2 / (n + z^2))
  expect(wilson95(0, 20)).toEqual([0, expect.closeTo(0.16113, 5)]);
  expect(wilson95(20, 20)).toEqual([expect.closeTo(0.83887, 5), 1]);
  expect(wilson95(0, 0)).toEqual([0, 1]);
});
