import { expect, it } from "vitest";
import { UMAP } from "umap-js";
import { NO_CLUSTER } from "@/domain/feature-map";
import { Random } from "@/domain/random";
import { fitCurve } from "@/domain/umap/curve";
import { fuzzyGraph, type NeighbourGraph } from "@/domain/umap/fuzzy-graph";
import { defaultSettings } from "@/domain/umap/lay-out";
import { findCommunities } from "./communities";
import { layOutMap } from "./lay-out-map";

const GROUPS = 6;
const POINTS = 240;
const EACH = 14;

/** Points around six directions, and their exact nearest. */
function groups(): NeighbourGraph {
  const random = new Random(3);
  const points = Array.from({ length: POINTS }, (_, i) =>
    Array.from({ length: 8 }, (_, axis) => (i % GROUPS === axis ? 4 : 0) + random.normal()),
  );
  const rows = points.map((a, i) =>
    points
      .map((b, id) => ({ id, distance: Math.hypot(...a.map((x, axis) => x - (b[axis] ?? 0))) }))
      .filter(({ id }) => id !== i)
      .sort((x, y) => x.distance - y.distance || x.id - y.id)
      .slice(0, EACH),
  );
  return {
    points: POINTS,
    each: EACH,
    ids: rows.flatMap((row) => row.map(({ id }) => id)),
    distances: rows.flatMap((row) => row.map(({ distance }) => distance)),
  };
}

it("weighs edges as umap-js does", () => {
  const graph = groups();
  const ours = fuzzyGraph(graph);
  const row = (values: ArrayLike<number>, i: number) =>
    Array.from({ length: EACH }, (_, n) => values[i * EACH + n] ?? 0);
  const reference = new UMAP({ nNeighbors: EACH + 1, random: () => 0.5 });
  const self = Array.from({ length: POINTS }, (_, i) => i);
  reference.setPrecomputedKNN(
    self.map((i) => [i, ...row(graph.ids, i)]),
    self.map((i) => [0, ...row(graph.distances, i)]),
  );
  reference.initializeFit(self.map((i) => [i]));
  const theirs = reference as unknown as { graph: { get(row: number, column: number): number } };
  for (let i = 0; i < POINTS; i++)
    for (let e = ours.offsets[i] ?? 0; e < (ours.offsets[i + 1] ?? 0); e++)
      expect(ours.weights[e]).toBeCloseTo(theirs.graph.get(i, ours.targets[e] ?? 0), 4);
});

it("fits the curve that umap-learn uses for its defaults", () => {
  // umap.umap_.find_ab_params(1.0, 0.1) of umap-learn 0.5
  const { a, b } = fitCurve(0.1, 1);
  expect(a).toBeCloseTo(1.5769, 3);
  expect(b).toBeCloseTo(0.8951, 3);
});

it("gives the same bytes for the same seed, other ones for another, and keeps groups apart", () => {
  const graph = groups();
  const settings = defaultSettings(POINTS);
  const one = layOutMap(graph, settings);
  expect(layOutMap(graph, settings)).toEqual(one);
  expect(layOutMap(graph, { ...settings, seed: 2 }).positions).not.toEqual(one.positions);

  // the nearest on the map belong to the same group
  const place = (i: number) => [one.positions[2 * i] ?? 0, one.positions[2 * i + 1] ?? 0] as const;
  let same = 0;
  for (let i = 0; i < POINTS; i++) {
    const near = Array.from({ length: POINTS }, (_, j) => j)
      .filter((j) => j !== i)
      .sort((a, b) => {
        const [x, y] = place(i);
        const off = (j: number) => (place(j)[0] - x) ** 2 + (place(j)[1] - y) ** 2;
        return off(a) - off(b);
      })[0];
    if ((near ?? 0) % GROUPS === i % GROUPS) same++;
  }
  expect(same / POINTS).toBeGreaterThan(0.95);
});

it("lays out one point, two, equal ones, and leaves out what is near nothing", () => {
  const settings = defaultSettings(2);
  const none = layOutMap({ points: 1, each: 0, ids: [], distances: [] }, settings);
  expect([...none.clusters]).toEqual([NO_CLUSTER]);
  expect(none.tree).toEqual([]);

  const two = layOutMap({ points: 2, each: 1, ids: [1, 0], distances: [0.3, 0.3] }, settings);
  expect(two.positions).toHaveLength(4);
  expect(two.clusters).not.toContain(NO_CLUSTER);

  // six equal points, and one that is near none
  const points = 7;
  const ids = Array.from({ length: points }, (_, i) =>
    i === 6 ? [-1, -1, -1] : [0, 1, 2, 3].filter((j) => j !== i).slice(0, 3),
  );
  const equal = layOutMap({ points, each: 3, ids: ids.flat(), distances: ids.flat().map(() => 0) }, settings);
  expect(equal.clusters.indexOf(NO_CLUSTER)).toBe(6);
  const largest = equal.tree.filter(({ level }) => level === 0);
  expect(largest.reduce((sum, { size }) => sum + size, 0)).toBe(6);
});

it("groups what is densely connected; every level is a union of the one below", () => {
  const levels = findCommunities(fuzzyGraph(groups()), 3);
  const finest = levels.at(-1) ?? new Uint32Array();
  for (const coarser of levels) {
    const above = new Map<number, number>();
    finest.forEach((c, i) => {
      expect(above.get(c) ?? coarser[i]).toBe(coarser[i]);
      above.set(c, coarser[i] ?? 0);
    });
  }
  const members = new Map<number, number[]>();
  finest.forEach((c, i) => members.set(c, [...(members.get(c) ?? []), i % GROUPS]));
  let main = 0;
  for (const kinds of members.values())
    main += Math.max(...kinds.map((kind) => kinds.filter((other) => other === kind).length));
  expect(main / POINTS).toBeGreaterThan(0.95);
});
