import { describe, expect, it } from "vitest";
import { drawToy, startFit, trainStep, unexplained } from "./toy-dictionary";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

describe("a dictionary of two dimensions", () => {
  it.each(SEEDS)("finds the hidden directions of seed %i, which it did not know", (seed) => {
    const toy = drawToy(seed);
    let fit = startFit(seed);
    const before = unexplained(toy, fit);
    for (let step = 0; step < 400; step++) fit = trainStep(toy, fit);
    expect(unexplained(toy, fit)).toBeLessThan(0.05);
    expect(unexplained(toy, fit)).toBeLessThan(before / 3);
    for (const [x, y] of toy.hidden)
      expect(Math.max(...fit.directions.map(([a, b]) => a * x + b * y))).toBeGreaterThan(0.98);
  });

  it("is the same for the same seed", () => {
    const run = () => {
      let fit = startFit(7);
      for (let step = 0; step < 30; step++) fit = trainStep(drawToy(7), fit);
      return fit;
    };
    expect(run()).toEqual(run());
  });
});
