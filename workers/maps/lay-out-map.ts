import { MAP_LEVELS, MAP_SIZE, type MapCluster } from "@/domain/feature-map";
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

/** Lays points out and groups them; clusters are those of the graph that is laid out, not of the picture. */
export function layOutMap(graph: NeighbourGraph, settings: LayoutSettings): MapLayout {
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
