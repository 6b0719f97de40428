import { UMAP } from "umap-js";
import { Random } from "@/domain/random";

export interface Link {
  from: number;
  to: number;
  cosine: number;
}

const NEAREST = 8;
/** umap-js wants more points than neighbours, counting the point itself. */
const nearestCount = (points: number) => Math.min(NEAREST, points - 2);
const SEED = 1;
/** Further apart than anything that is near at all. */
const UNRELATED = 1;

/**
 * Places for a few hundred points, 0 to 1 on both axes, by umap-js from who is near whom (distance 1 - cosine; 1 where
 * nothing is known). The same links give the same places.
 */
export function layOutPoints(points: number, links: readonly Link[]): { x: number; y: number }[] {
  if (points < 3)
    return Array.from({ length: points }, (_, i) => ({ x: points === 1 ? 0.5 : 0.25 + i / 2, y: 0.5 }));
  const nearest = nearestOf(points, links);
  const random = new Random(SEED);
  const umap = new UMAP({
    nNeighbors: nearestCount(points) + 1,
    minDist: 0.35,
    nEpochs: 300,
    random: () => random.uniform(),
  });
  umap.setPrecomputedKNN(
    nearest.map((row, i) => [i, ...row.map(({ id }) => id)]),
    nearest.map((row) => [0, ...row.map(({ distance }) => distance)]),
  );
  const places = umap.fit(nearest.map((_, i) => [i]));
  return fitted(places);
}

function nearestOf(points: number, links: readonly Link[]): { id: number; distance: number }[][] {
  const distances = Array.from({ length: points }, () => new Float64Array(points).fill(UNRELATED));
  const note = (a: number, b: number, distance: number) => {
    const row = distances[a];
    if (row && distance < (row[b] ?? UNRELATED)) row[b] = distance;
  };
  for (const { from, to, cosine } of links) {
    const distance = Math.max(0, 1 - cosine);
    note(from, to, distance);
    note(to, from, distance);
  }
  return distances.map((row, i) =>
    Array.from(row, (distance, id) => ({ id, distance }))
      .filter(({ id }) => id !== i)
      .sort((a, b) => a.distance - b.distance || a.id - b.id)
      .slice(0, nearestCount(points)),
  );
}

function fitted(places: readonly (readonly number[])[]): { x: number; y: number }[] {
  const [xs, ys] = [0, 1].map((axis) => {
    const values = places.map((place) => place[axis] ?? 0);
    return { least: Math.min(...values), most: Math.max(...values) };
  });
  const share = (value: number | undefined, range: { least: number; most: number } | undefined) =>
    range && range.most > range.least ? ((value ?? 0) - range.least) / (range.most - range.least) : 0.5;
  return places.map(([x, y]) => ({ x: share(x, xs), y: share(y, ys) }));
}
