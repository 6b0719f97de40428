import { expect, test } from "vitest";
import { Random } from "@/domain/random";
import { measureNormalisation, normaliseInto } from "./normalisation";

const WIDTH = 12;

test("normalised activations have zero mean and a mean norm of the width's square root", () => {
  const random = new Random(4);
  const activations = Float32Array.from(
    { length: 500 * WIDTH },
    (_, i) => 3 + (i % WIDTH) + 5 * random.normal(),
  );
  const normalisation = measureNormalisation(activations, WIDTH);
  expect(normalisation.mean[2]).toBeCloseTo(5, 0);
  const normalised = new Float32Array(activations.length);
  normaliseInto(normalised, activations, normalisation);
  const rows = Array.from({ length: 500 }, (_, row) => normalised.subarray(row * WIDTH, (row + 1) * WIDTH));
  for (let j = 0; j < WIDTH; j++)
    expect(rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / 500).toBeCloseTo(0, 5);
  expect(rows.reduce((sum, row) => sum + Math.hypot(...row), 0) / 500).toBeCloseTo(Math.sqrt(WIDTH), 4);
});
