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
  const live: number[] = [];
  for (let f = 0; f < rowCount(vectors); f++) if (!isEmptyRow(vectors, f)) live.push(f);
  if (live.length < 2 || neighbours.each === 0) return null;
  const random = new Random(seed);
  const chance = Float64Array.from(randomPairs(live, random), ([a, b]) =>
    dotRows(vectors, a, vectors, b),
  ).sort();
  const similarities = live.flatMap((f) => {
    const nearest = neighbours.ids[f * neighbours.each] as number;
    return nearest < 0 ? [] : [dotRows(vectors, f, vectors, nearest)];
  });
  const auc = similarities.reduce((sum, s) => sum + shareBelow(chance, s), 0) / (similarities.length || 1);
  const drawn = Uint32Array.from(live);
  if (drawn.length > sample) random.shuffle(drawn);
  const chosen = drawn.subarray(0, sample);
  return {
    auc,
    overlap: overlapOf(vectors, neighbours, chosen),
    features: live.length,
    sampled: chosen.length,
  };
}

function overlapOf(vectors: SparseRows, { ids, each }: NeighbourLists, features: Uint32Array): number {
  const nearest = new NearestSparse(vectors);
  let shared = 0;
  for (const f of features) {
    const byContext = new Set(nearest.find(f, OVERLAP).ids);
    for (let n = 0; n < Math.min(OVERLAP, each); n++)
      if (byContext.has(ids[f * each + n] as number)) shared++;
  }
  return shared / (OVERLAP * features.length);
}

function randomPairs(live: readonly number[], random: Random): [number, number][] {
  return Array.from({ length: PAIRS }, () => {
    const a = random.integer() % live.length;
    const b = (a + 1 + (random.integer() % (live.length - 1))) % live.length;
    return [live[a] as number, live[b] as number];
  });
}

/** Share of ascending numbers below x, equal ones counted half. */
function shareBelow(sorted: Float64Array, x: number): number {
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
