import type { NeighbourGraph } from "@/domain/umap/fuzzy-graph";

/** Where the neighbours of an SAE's features lie, as a graph of so many points that each has at most `most` of them. */
export function graphOf(
  points: number,
  rows: readonly { feature: number; ids: readonly number[]; cosines: readonly number[] }[],
  most: number,
): NeighbourGraph {
  const each = Math.min(
    most,
    rows.reduce((longest, { ids }) => Math.max(longest, ids.length), 0),
  );
  const ids = new Int32Array(points * each).fill(-1);
  const distances = new Float64Array(points * each).fill(1);
  for (const row of rows) {
    ids.set(row.ids.slice(0, each), row.feature * each);
    row.cosines
      .slice(0, each)
      .forEach((cosine, n) => (distances[row.feature * each + n] = Math.max(0, 1 - cosine)));
  }
  return { points, each, ids, distances };
}
