import { expect, it } from "vitest";
import type { MapCluster } from "@/domain/feature-map";
import { placeLabels } from "./cluster-labels";

const cluster = (
  id: number,
  level: number,
  parent: number | null,
  words: string[],
  x: number,
): MapCluster => ({
  ...{ id, level, parent, words, x, size: 10 - level, y: 32_768 },
});
const SIZE = { width: 1000, height: 400 };
const place = (tree: readonly MapCluster[], zoom: number) =>
  placeLabels(tree, zoom, SIZE, (x, y) => [100 + 800 * x, 400 * y]).map(({ text }) => text);

const TREE = [
  cluster(0, 0, null, [], 30_000),
  cluster(1, 1, 0, [], 10_000),
  cluster(2, 2, 1, ["rain", "storm"], 5_000),
  cluster(3, 1, 0, ["dragon"], 30_000),
  cluster(4, 2, 3, ["fire"], 40_000),
  cluster(5, 0, null, ["doctor", "nurse", "clinic"], 60_000),
];

it("shows the names of the largest clusters first; parts of what has no name stand for it, however deep", () => {
  expect(place(TREE, 0)).toEqual(["doctor · nurse · clinic", "dragon", "rain · storm"]);
  expect(place(TREE, 3)).toEqual(["doctor · nurse · clinic", "dragon", "rain · storm", "fire"]);
});

it("places no name over another one or beyond the edge", () => {
  const near = [cluster(0, 0, null, ["first"], 30_000), cluster(1, 0, null, ["second"], 30_100)];
  expect(place(near, 0)).toEqual(["first"]);
  expect(place([cluster(0, 0, null, ["a very long name that does not fit"], -8_000)], 0)).toEqual([]);
});
