/**
 * The weighted graph that UMAP lays out (McInnes, Healy and Melville 2018, sections 3.1 and 4): every point's distances to
 * its neighbours become memberships between 0 and 1 on a scale of its own, and two directions of an edge are joined by
 * a + b - ab. The constants are those of umap-learn 0.5.
 */

/** Nearest neighbours, `each` a point, nearest first, without the point itself; -1 where there are fewer. */
export interface NeighbourGraph {
  points: number;
  each: number;
  ids: ArrayLike<number>;
  distances: ArrayLike<number>;
}

/** Symmetric, without loops; edges of point i are [offsets[i], offsets[i + 1]), by ascending target. */
export interface WeightedGraph {
  offsets: Uint32Array;
  targets: Uint32Array;
  weights: Float64Array;
}

const SEARCH_STEPS = 64;
const SEARCH_TOLERANCE = 1e-5;
/** Smallest bandwidth, as a share of the mean distance. */
const LEAST_BANDWIDTH = 1e-3;

/** @param graph with as many neighbours as UMAP's n_neighbors less one: it counts the point itself */
export function fuzzyGraph(graph: NeighbourGraph): WeightedGraph {
  const { points, each, ids, distances } = graph;
  const target = Math.log2(each + 1);
  let sum = 0;
  for (let n = 0; n < points * each; n++) sum += distances[n] as number;
  const mean = sum / (points * (each + 1));
  const memberships = new Float64Array(points * each);
  for (let i = 0; i < points; i++) {
    const own = Array.from({ length: each }, (_, n) => distances[i * each + n] as number).filter(
      (_, n) => (ids[i * each + n] as number) >= 0,
    );
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const bandwidth = findBandwidth(own, nearest, target, mean);
    own.forEach((distance, n) => {
      const beyond = distance - nearest;
      memberships[i * each + n] = beyond <= 0 || bandwidth === 0 ? 1 : Math.exp(-beyond / bandwidth);
    });
  }
  return joinDirections(points, each, ids, memberships);
}

/** The width at which the memberships add up to `target`, found by bisection. */
function findBandwidth(own: readonly number[], nearest: number, target: number, mean: number): number {
  let [low, high, middle] = [0, Infinity, 1];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    for (const distance of own) {
      const beyond = distance - nearest;
      sum += beyond > 0 ? Math.exp(-beyond / middle) : 1;
    }
    if (Math.abs(sum - target) < SEARCH_TOLERANCE) break;
    if (sum > target) high = middle;
    else low = middle;
    middle = high === Infinity ? middle * 2 : (low + high) / 2;
  }
  const ownMean = own.reduce((sum, distance) => sum + distance, 0) / (own.length + 1);
  return Math.max(middle, LEAST_BANDWIDTH * (nearest > 0 ? ownMean : mean));
}

function joinDirections(
  points: number,
  each: number,
  ids: ArrayLike<number>,
  memberships: Float64Array,
): WeightedGraph {
  const rows: Map<number, number>[] = Array.from({ length: points }, () => new Map<number, number>());
  for (let i = 0; i < points; i++)
    for (let n = i * each; n < (i + 1) * each; n++) {
      const j = ids[n] as number;
      if (j >= 0 && j !== i) rows[i]?.set(j, memberships[n] as number);
    }
  for (let i = 0; i < points; i++)
    for (const [j] of rows[i] ?? []) {
      const other = rows[j];
      if (other && !other.has(i)) other.set(i, 0);
    }
  const offsets = new Uint32Array(points + 1);
  rows.forEach((row, i) => (offsets[i + 1] = (offsets[i] as number) + row.size));
  const targets = new Uint32Array(offsets[points] as number);
  const weights = new Float64Array(targets.length);
  // each direction is read before either is joined
  rows.forEach((row, i) => {
    let at = offsets[i] as number;
    for (const j of [...row.keys()].sort((a, b) => a - b)) {
      const [a, b] = [row.get(j) ?? 0, rows[j]?.get(i) ?? 0];
      targets[at] = j;
      weights[at++] = a + b - a * b;
    }
  });
  return { offsets, targets, weights };
}
