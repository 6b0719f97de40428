import { MAP_LEVELS, MAP_SIZE, NO_CLUSTER, type MapCluster } from "@/domain/feature-map";
import type { NeighbourGraph } from "@/domain/umap/fuzzy-graph";
import { layOut, type LayoutSettings } from "@/domain/umap/lay-out";
import { findCommunities } from "./communities";

/** A map as it is stored (table feature_map). */
export interface MapLayout {
  /** uint16 x, y of each point, interleaved. */
  positions: Uint16Array;
  /** Finest cluster of each point. */
  clusters: Uint16Array;
  /** All levels, without words. */
  tree: MapCluster[];
}

/**
 * Lays points out and groups them; clusters are those of the graph that is laid out, not of the picture. A point that is
 * near nothing has no place: its cluster is {@link NO_CLUSTER}.
 */
export function layOutMap(graph: NeighbourGraph, settings: LayoutSettings): MapLayout {
  const placed = placedPoints(graph);
  const whole: MapLayout = {
    positions: new Uint16Array(2 * graph.points).fill(MAP_SIZE >> 1),
    clusters: new Uint16Array(graph.points).fill(NO_CLUSTER),
    tree: [],
  };
  if (placed.length === 0) return whole;
  const { positions, clusters, tree } = layOutPlaced(restrict(graph, placed), settings);
  placed.forEach((point, i) => {
    whole.positions.set(positions.subarray(2 * i, 2 * i + 2), 2 * point);
    whole.clusters[point] = clusters[i] as number;
  });
  return { ...whole, tree };
}

/** Points that have a neighbour or are one. */
function placedPoints({ points, each, ids }: NeighbourGraph): Uint32Array {
  const near = new Uint8Array(points);
  for (let n = 0; n < points * each; n++) {
    const other = ids[n] as number;
    if (other >= 0) near[other] = near[Math.floor(n / each)] = 1;
  }
  return Uint32Array.from(near.keys()).filter((point) => near[point] === 1);
}

/** The graph of some points alone, numbered in their order; they are near no others. */
function restrict({ points, each, ids, distances }: NeighbourGraph, kept: Uint32Array): NeighbourGraph {
  const numbers = new Int32Array(points).fill(-1);
  kept.forEach((point, i) => (numbers[point] = i));
  const take = (n: number) => (kept[Math.floor(n / each)] as number) * each + (n % each);
  return {
    points: kept.length,
    each,
    ids: Int32Array.from({ length: kept.length * each }, (_, n) => numbers[ids[take(n)] as number] ?? -1),
    distances: Float64Array.from({ length: kept.length * each }, (_, n) => distances[take(n)] as number),
  };
}

function layOutPlaced(graph: NeighbourGraph, settings: LayoutSettings): MapLayout {
  const layout = layOut(graph, settings);
  const positions = quantise(layout.positions);
  const levels = findCommunities(layout.graph, MAP_LEVELS);
  const firstId: number[] = [];
  let ids = 0;
  for (const members of levels) {
    firstId.push(ids);
    ids += members.reduce((most, c) => Math.max(most, c + 1), 0);
  }
  const tree = levels.flatMap((members, level) =>
    groupsOf(members).map((points, c) => ({
      id: (firstId[level] ?? 0) + c,
      level,
      parent: level === 0 ? null : (firstId[level - 1] ?? 0) + (levels[level - 1]?.[points[0] ?? 0] ?? 0),
      size: points.length,
      ...middleOf(points, positions),
      words: [],
    })),
  );
  const finest = levels.at(-1) ?? new Uint32Array();
  return {
    positions,
    clusters: Uint16Array.from(finest, (c) => (firstId.at(-1) ?? 0) + c),
    tree,
  };
}

/** Both axes on one scale, in the middle of the square. */
function quantise(positions: Float64Array): Uint16Array {
  const range = [0, 1].map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (let i = axis; i < positions.length; i += 2) {
      least = Math.min(least, positions[i] as number);
      most = Math.max(most, positions[i] as number);
    }
    return { middle: (least + most) / 2, extent: most - least };
  });
  const extent = Math.max(...range.map((axis) => axis.extent)) || 1;
  return Uint16Array.from(positions, (x, i) =>
    Math.round(MAP_SIZE * (0.5 + (x - (range[i % 2]?.middle ?? 0)) / extent)),
  );
}

function groupsOf(members: Uint32Array): number[][] {
  const groups: number[][] = [];
  members.forEach((c, point) => (groups[c] ??= []).push(point));
  return groups;
}

/** The member nearest to the medians of x and y: a name then stands among its points, also where they lie apart. */
function middleOf(points: readonly number[], positions: Uint16Array): { x: number; y: number } {
  const median = (axis: number) => {
    const sorted = points.map((point) => positions[2 * point + axis] as number).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  };
  const [mx, my] = [median(0), median(1)];
  let best = { x: mx, y: my };
  let distance = Infinity;
  for (const point of points) {
    const [x, y] = [positions[2 * point] as number, positions[2 * point + 1] as number];
    const off = (x - mx) ** 2 + (y - my) ** 2;
    if (off < distance) [best, distance] = [{ x, y }, off];
  }
  return best;
}
