import { expect, it } from "vitest";
import { cellOf, CELLS, densityOf, densityPixels } from "./density-ground";
import { WORLD } from "./point-places";

const at = (density: Float32Array, x: number, y: number) => density[cellOf(y) * CELLS + cellOf(x)] ?? NaN;

it("is highest where points are, in their place, and counts nothing outside of the map", () => {
  const crowd = Array.from({ length: 300 }, () => [200, 700]).flat();
  const few = Array.from({ length: 30 }, () => [800, 100]).flat();
  const density = densityOf(Float32Array.from([...crowd, ...few, -1e6, -1e6, -1e6, -1e6]));
  expect(at(density, 200, 700)).toBeCloseTo(1, 6);
  expect(at(density, 800, 100)).toBeCloseTo(0.1, 3);
  // x and y are not swapped, and far from all there is nothing
  expect(at(density, 700, 200)).toBe(0);
  expect(at(density, 100, 800)).toBe(0);
  // the same to all sides
  expect(at(density, 220, 700)).toBeCloseTo(at(density, 200, 720), 2);
  // a point at the very edge casts its shade to both sides
  const edge = densityOf(Float32Array.of(WORLD, 0));
  expect(at(edge, WORLD + 10, -10)).toBeGreaterThan(0.3);
  expect(densityOf(Float32Array.of(-1e6, -1e6)).every((cell) => cell === 0)).toBe(true);
});

it("is drawn in one colour, clear where nothing is", () => {
  const data = densityPixels(Float32Array.of(500, 500), [10, 20, 30]);
  expect(data).toHaveLength(4 * CELLS * CELLS);
  const middle = 4 * ((CELLS / 2) * CELLS + CELLS / 2);
  expect([...data.subarray(middle, middle + 3)]).toEqual([10, 20, 30]);
  expect(data[middle + 3]).toBeGreaterThan(100);
  expect(data[3]).toBe(0);
});
