/**
 * Context coherence: do the features that a distance calls near also fire in like contexts? S is the cosine of context
 * vectors (context-vectors.ts). Chance is an AUC of 0.5 and an overlap of 10 / features.
 */
import { Random } from "@/domain/random";
import { NearestSparse } from "./nearest-sparse";
import { dotRows, isEmptyRow, rowCount, type SparseRows } from "./sparse-rows";

const PAIRS = 50_000;
/** Neighbours that the overlap is counted over. */
export const OVERLAP = 10;

export interface Coherence {
  /** Share of random pairs of features with a smaller S than (feature, its nearest), equal ones counted half. */
  auc: number;
  /** Mean share of the OVERLAP nearest that are also among the OVERLAP nearest by S. */
  overlap: number;
  /** Features that were asked: those with contexts. */
  features: number;
  /** Of these, how many the overlap was counted over. */
  sampled: number;
}

/** Neighbours of feature f, nearest first: ids[f * each] to ids[(f + 1) * each - 1]; -1 where there are fewer. */
export interface NeighbourLists {
  ids: ArrayLike<number>;
  each: number;
  /** The features that the lists are of, in their order; all when left out. */
  features?: ArrayLike<number>;
}

export interface CoherenceOptions {
  seed: number;
  /** Most features over which the overlap is counted, drawn by the seed. */
  sample: number;
}

/**
 * Coherence of a list of neighbours against context vectors, over all features with contexts. To judge neighbours that
 * were themselves made from contexts, pass vectors of the other half of the passages.
 */
export function measureCoherence(
  vectors: SparseRows,
  neighbours: NeighbourLists,
  { seed, sample }: CoherenceOptions = { seed: 1, sample: 4096 },
): Coherence | null {
  const live = liveFeatures(vectors);
  if (live.length < 2 || neighbours.each === 0) return null;
  const random = new Random(seed);
  const chance = chanceSimilarities(vectors, live, PAIRS, random);
  const asked = listedFeatures(vectors, neighbours);
  let below = 0;
  for (const { feature, at } of asked) {
    const nearest = neighbours.ids[at] as number;
    if (nearest >= 0) below += shareBelow(chance, dotRows(vectors, feature, vectors, nearest));
    else below += 0.5; // it says nothing
  }
  const order = Uint32Array.from(asked.keys());
  if (order.length > sample) random.shuffle(order);
  const chosen = Array.from(order.subarray(0, sample), (n) => asked[n] as Listed);
  return {
    auc: below / asked.length,
    overlap: overlapOf(vectors, neighbours, chosen),
    features: asked.length,
    sampled: chosen.length,
  };
}

/** Features that have contexts. */
export function liveFeatures(vectors: SparseRows): Uint32Array {
  const live: number[] = [];
  for (let f = 0; f < rowCount(vectors); f++) if (!isEmptyRow(vectors, f)) live.push(f);
  return Uint32Array.from(live);
}

interface Listed {
  feature: number;
  /** Where its neighbours begin. */
  at: number;
}

function listedFeatures(vectors: SparseRows, { features, each }: NeighbourLists): Listed[] {
  return Array.from(features ?? Array(rowCount(vectors)).keys(), (feature, n) => ({
    feature,
    at: n * each,
  })).filter(({ feature }) => !isEmptyRow(vectors, feature));
}

function overlapOf(vectors: SparseRows, { ids, each }: NeighbourLists, asked: readonly Listed[]): number {
  const nearest = new NearestSparse(vectors);
  let shared = 0;
  for (const { feature, at } of asked) {
    const byContext = new Set(nearest.find(feature, OVERLAP).ids);
    for (let n = at; n < at + Math.min(OVERLAP, each); n++) if (byContext.has(ids[n] as number)) shared++;
  }
  return shared / (OVERLAP * asked.length);
}

/** S of `pairs` random pairs of live features, ascending. */
export function chanceSimilarities(
  vectors: SparseRows,
  live: Uint32Array,
  pairs: number,
  random: Random,
): Float64Array {
  const drawn = new Float64Array(pairs);
  for (let n = 0; n < pairs; n++) {
    const a = random.integer() % live.length;
    const b = (a + 1 + (random.integer() % (live.length - 1))) % live.length;
    drawn[n] = dotRows(vectors, live[a] as number, vectors, live[b] as number);
  }
  return drawn.sort();
}

/** Share of ascending numbers below x, equal ones counted half. */
export function shareBelow(sorted: Float64Array, x: number): number {
  const firstAtLeast = (isBelow: (value: number) => boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(sorted[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (firstAtLeast((value) => value < x) + firstAtLeast((value) => value <= x)) / 2 / sorted.length;
}
