import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { directionsFromData, randomDirections } from "./initial-directions";
import { measureNormalisation, normaliseInto } from "./normalisation";

const [TOKENS, WIDTH] = [40, 8];
const random = new Random(7);
const ACTIVATIONS = Float32Array.from({ length: TOKENS * WIDTH }, () => random.normal() + 2);
const NORMALISATION = measureNormalisation(ACTIVATIONS, WIDTH);

const rowsOf = (matrix: Float32Array) =>
  Array.from({ length: matrix.length / WIDTH }, (_, i) => [...matrix.subarray(i * WIDTH, (i + 1) * WIDTH)]);
const cosine = (a: number[], b: number[]) =>
  a.reduce((sum, value, j) => sum + value * (b[j] ?? NaN), 0) / (Math.hypot(...a) * Math.hypot(...b));

describe("directions from data", () => {
  test("are unit rows, each along the centred activation of another token", () => {
    const normalised = new Float32Array(ACTIVATIONS.length);
    normaliseInto(normalised, ACTIVATIONS, NORMALISATION);
    const tokens = rowsOf(directionsFromData(ACTIVATIONS, NORMALISATION, 12, 3)).map((row) => {
      expect(Math.hypot(...row)).toBeCloseTo(1, 6);
      return rowsOf(normalised).findIndex((activation) => cosine(row, activation) > 0.99999);
    });
    expect(tokens).not.toContain(-1);
    expect(new Set(tokens).size).toBe(12);
  });

  test("are those of the seed", () => {
    const [once, again, other] = [3, 3, 4].map((seed) =>
      directionsFromData(ACTIVATIONS, NORMALISATION, 12, seed),
    );
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  test("tokens with the same activation are drawn once, one without a direction never, and the rest is random", () => {
    const few = new Float32Array(3 * WIDTH);
    few.set(ACTIVATIONS.subarray(0, WIDTH), 0);
    few.set(ACTIVATIONS.subarray(0, WIDTH), WIDTH);
    few.set(NORMALISATION.mean, 2 * WIDTH);
    const [drawn, ...rest] = rowsOf(directionsFromData(few, NORMALISATION, 4, 3));
    const centred = [...ACTIVATIONS.subarray(0, WIDTH)].map((x, j) => x - (NORMALISATION.mean[j] ?? NaN));
    expect(cosine(drawn ?? [], centred)).toBeCloseTo(1, 6);
    expect(rest.flat()).toEqual(
      rowsOf(randomDirections(4, WIDTH, 3))
        .slice(1)
        .flat(),
    );
  });
});
