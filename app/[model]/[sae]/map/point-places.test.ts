import { expect, it } from "vitest";
import { MAP_SIZE, NO_CLUSTER, type MapPoints } from "@/domain/feature-map";
import { placesBetween, pointPlaces, WORLD } from "./point-places";

const layout = (x: number[], y: number[], cluster: number[]): MapPoints => ({
  ...{ x: Uint16Array.from(x), y: Uint16Array.from(y), cluster: Uint16Array.from(cluster) },
  ...{ density: new Uint16Array(3), max: new Uint16Array(3), score: new Uint8Array(3) },
  labelled: new Uint8Array(3),
});

it("moves points from one layout to the next, and those without a place in one of them not at all", () => {
  const from = pointPlaces(layout([0, MAP_SIZE, 0], [0, 0, 0], [1, 1, NO_CLUSTER]));
  const to = pointPlaces(layout([MAP_SIZE, 0, MAP_SIZE], [MAP_SIZE, 0, 0], [1, NO_CLUSTER, 1]));
  expect([...from.subarray(0, 4)]).toEqual([0, 0, WORLD, 0]);
  // far outside of the square, wherever the window is
  expect(Math.max(from[4] ?? 0, from[5] ?? 0)).toBeLessThan(-100 * WORLD);

  const quarter = placesBetween(from, to, 0.25);
  expect([...quarter.subarray(0, 2)]).toEqual([WORLD / 4, WORLD / 4]);
  expect([...quarter.subarray(2, 4)]).toEqual([...to.subarray(2, 4)]);
  expect([...quarter.subarray(4)]).toEqual([WORLD, 0]);
  expect(placesBetween(from, to, 1)).toEqual(to);
  expect(placesBetween(from, to, 0).subarray(0, 2)).toEqual(from.subarray(0, 2));
});
