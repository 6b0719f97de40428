import { expect, it } from "vitest";
import { landscapeOf, type Distance } from "./distances";

it("leads visitors to the map of meanings, or else to the most coherent one", () => {
  const map = (distance: Distance, ...there: Distance[]) => ({
    distance,
    distances: there.map((one) => ({ distance: one, coherence: null })),
  });
  expect(landscapeOf(map("combined", "combined", "contexts", "meaning"))).toBe("meaning");
  expect(landscapeOf(map("direction", "direction"))).toBe("direction");
  expect(landscapeOf(null)).toBeNull();
});
