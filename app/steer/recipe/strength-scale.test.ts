import { expect, it } from "vitest";
import { STEERING_LIMITS } from "@/domain/steering";
import { positionOf, SLIDER_END, strengthAt } from "./strength-scale";

it("reaches nothing, the ends and every 0.05 where it matters", () => {
  expect([strengthAt(0), strengthAt(SLIDER_END), strengthAt(-SLIDER_END)].map((v) => v + 0)).toEqual([
    0,
    STEERING_LIMITS.strength,
    -STEERING_LIMITS.strength,
  ]);
  const reached = new Set(Array.from({ length: SLIDER_END + 1 }, (_, i) => strengthAt(i)));
  for (let n = 10; n <= 60; n++) expect(reached).toContain(n / 20);
});

it("grows with the slider, and finds back to where it was", () => {
  for (let position = -SLIDER_END; position < SLIDER_END; position++) {
    expect(strengthAt(position + 1)).toBeGreaterThanOrEqual(strengthAt(position));
    expect(strengthAt(positionOf(strengthAt(position)))).toBe(strengthAt(position));
  }
});
