/** The map of an SAE's features: what is stored, and the one binary answer that a browser draws it from. */
import { z } from "zod";

/** Positions are stored and sent as fractions of this; both axes of a map have the same scale. */
export const MAP_SIZE = 65_535;
/** Instead of a cluster: a feature that is near no other by this distance, and is not drawn. */
export const NO_CLUSTER = 65_535;
/** Levels of the tree, from few large clusters to many small ones. */
export const MAP_LEVELS = 3;

export const mapCluster = z.object({
  id: z.number().int(),
  /** 0 = largest. */
  level: z.number().int(),
  /** The cluster of the level above that it is part of. */
  parent: z.number().int().nullable(),
  size: z.number().int(),
  /** Place of its name: the member nearest to the middle. */
  x: z.number(),
  y: z.number(),
  /** Words that set it apart, the strongest first; empty until it is named. */
  words: z.array(z.string()),
});
export type MapCluster = z.infer<typeof mapCluster>;

/** What is known of one point besides its place. */
export interface PointFacts {
  /** Share of tokens; 0 for a feature that never fired. */
  density: number;
  max: number;
  /** Balanced accuracy of the shown label; null where there is none. */
  score: number | null;
  labelled: boolean;
}

export interface MapPoints {
  x: Uint16Array;
  y: Uint16Array;
  /** Finest cluster. */
  cluster: Uint16Array;
  /** log10 density from -7 to 0 over 1..65535; 0 for a feature that never fired. */
  density: Uint16Array;
  /** Share of the largest maximum of the SAE. */
  max: Uint16Array;
  /** Score times 200; 255 where there is none. */
  score: Uint8Array;
  /** 1 where a label is shown. */
  labelled: Uint8Array;
}

/** Whether a feature has a place: it is near another one by the distance of the map. */
export function isPlaced(points: Pick<MapPoints, "cluster">, index: number): boolean {
  return points.cluster[index] !== NO_CLUSTER;
}

/** Features without a place. */
export function countUnplaced({ cluster }: MapPoints): number {
  return cluster.reduce((count, id) => count + (id === NO_CLUSTER ? 1 : 0), 0);
}

export const POINT_BYTES = 12;
/** Instead of the score of a feature whose label has none. */
export const NO_POINT_SCORE = 255;
const SCORE_STEPS = 200;
const DECADES = 7;

/** One column after the other, each little-endian, in the order of {@link MapPoints}: 12 bytes a point. */
export function encodePoints(
  positions: Uint8Array,
  clusters: Uint8Array,
  facts: readonly (PointFacts | undefined)[],
): Uint8Array {
  const points = positions.length / 4;
  const bytes = new Uint8Array(POINT_BYTES * points);
  const view = new DataView(bytes.buffer);
  const largest = facts.reduce((most, fact) => Math.max(most, fact?.max ?? 0), 0) || 1;
  for (let i = 0; i < points; i++) {
    const fact = facts[i];
    bytes.set(positions.subarray(4 * i, 4 * i + 2), 2 * i);
    bytes.set(positions.subarray(4 * i + 2, 4 * i + 4), 2 * (points + i));
    bytes.set(clusters.subarray(2 * i, 2 * i + 2), 2 * (2 * points + i));
    view.setUint16(2 * (3 * points + i), packDensity(fact?.density ?? 0), true);
    view.setUint16(2 * (4 * points + i), Math.round((MAP_SIZE * (fact?.max ?? 0)) / largest), true);
    bytes[10 * points + i] = fact?.score == null ? NO_POINT_SCORE : Math.round(SCORE_STEPS * fact.score);
    bytes[11 * points + i] = fact?.labelled ? 1 : 0;
  }
  return bytes;
}

export function decodePoints(bytes: ArrayBuffer): MapPoints {
  const points = Math.floor(bytes.byteLength / POINT_BYTES);
  const view = new DataView(bytes);
  const column = (at: number) =>
    Uint16Array.from({ length: points }, (_, i) => view.getUint16(2 * (at * points + i), true));
  return {
    x: column(0),
    y: column(1),
    cluster: column(2),
    density: column(3),
    max: column(4),
    score: new Uint8Array(bytes, 10 * points, points),
    labelled: new Uint8Array(bytes, 11 * points, points),
  };
}

function packDensity(density: number): number {
  if (!(density > 0)) return 0;
  return Math.round(Math.min(1, Math.max(0, 1 + Math.log10(density) / DECADES)) * (MAP_SIZE - 1)) + 1;
}

/**
 * Share of the other points that have a smaller value, by value, among those that have one; equal values share a rank.
 * @param values 0 to 65535
 * @param none the value of points that have none
 */
export function ranksOf(values: Uint16Array | Uint8Array, none: number): Float32Array {
  const counts = new Uint32Array(MAP_SIZE + 1);
  let known = 0;
  for (const value of values) {
    if (value === none) continue;
    counts[value] = (counts[value] ?? 0) + 1;
    known++;
  }
  let below = 0;
  return Float32Array.from(counts, (count) => {
    const rank = below / Math.max(1, known - 1);
    below += count;
    return rank;
  });
}

/** Null where the shown label has no score. */
export function unpackScore(packed: number): number | null {
  return packed === NO_POINT_SCORE ? null : packed / SCORE_STEPS;
}
