/**
 * Which features fire on the same tokens: for two features the number of tokens (BOS left out) at which both are above
 * 0. Counted exactly from all activations, in bands of features so that the table of counts stays small. How much two
 * fire together is the cosine of their firings as vectors of 0 and 1: both / sqrt(a b).
 */
import { BLOCK_FEATURES } from "@/domain/collections";
import { unpackBlock } from "../dashboards/shard-activations";
import { largestOf } from "./largest";
import { findPrefixParent, type PrefixParent } from "./prefix-parents";

/** Activations held in memory at once (4 bytes each); tokens beyond are left out, and the number counted is reported. */
const MOST_ENTRIES = 160_000_000;
/** Cells of the table of counts: 96 MiB. */
const COUNT_CELLS = 24 * 2 ** 20;

export interface FeatureCoactivations {
  /** Tokens at which the feature is above 0. */
  active: number;
  ids: Int32Array;
  counts: Int32Array;
  cosines: Float32Array;
  /** Of a Matryoshka SAE's later features, where there is one. */
  parent: PrefixParent | null;
}

/** Where a shard's tokens stand: token = passage in shard * context + position. */
export interface ShardPlace {
  firstPassage: number;
  context: number;
}

/** Activations token by token; values do not matter here. */
export class CoactivationCounter {
  private readonly parts: (ShardPlace & { offsets: Uint32Array; features: Uint32Array })[] = [];
  private readonly active: Uint32Array;
  private readonly evenActive: Uint32Array;
  private entries = 0;
  /** Tokens taken in. */
  tokens = 0;

  /** @param prefixes of a Matryoshka SAE (domain/models.ts) */
  constructor(
    readonly features: number,
    readonly prefixes: readonly number[] = [],
  ) {
    this.active = new Uint32Array(features);
    this.evenActive = new Uint32Array(features);
  }

  /** Features of a band, so that its counts of pairs fit. */
  get band(): number {
    return Math.max(1, Math.min(this.features, Math.floor(COUNT_CELLS / this.features)));
  }

  /**
   * Takes in a shard's packed blocks, in order of features.
   * @returns false when the shard was left out because memory is full
   */
  add(blocks: readonly Uint8Array[], tokens: number, place: ShardPlace): boolean {
    const unpacked = blocks.map((block) => unpackBlock(block));
    const entries = unpacked.reduce((sum, block) => sum + block.tokens.length, 0);
    if (this.entries + entries > MOST_ENTRIES) return false;
    let last = -1;
    for (const block of unpacked) for (const token of block.tokens) last = Math.max(last, token);
    const offsets = new Uint32Array(last + 2);
    for (const block of unpacked)
      for (const token of block.tokens) offsets[token + 1] = (offsets[token + 1] as number) + 1;
    for (let t = 0; t <= last; t++) offsets[t + 1] = (offsets[t + 1] as number) + (offsets[t] as number);
    const next = offsets.slice();
    const features = new Uint32Array(entries);
    unpacked.forEach((block, b) => {
      for (let i = 0; i < BLOCK_FEATURES; i++) {
        const feature = b * BLOCK_FEATURES + i;
        const [from, to] = [block.offsets[i] as number, block.offsets[i + 1] as number];
        if (feature < this.features) this.active[feature] = (this.active[feature] as number) + to - from;
        for (let n = from; n < to; n++) {
          const token = block.tokens[n] as number;
          const at = next[token] as number;
          next[token] = at + 1;
          features[at] = feature;
          if (isEven(place, token)) this.evenActive[feature] = (this.evenActive[feature] as number) + 1;
        }
      }
    });
    this.parts.push({ ...place, offsets, features });
    this.entries += entries;
    this.tokens += tokens;
    return true;
  }

  /**
   * For features [first, end) the `wanted` that fire with each, largest cosine first, ties to the smaller index.
   * @param evenOnly leaves out the passages with an odd number
   */
  count(first: number, end: number, wanted: number, evenOnly = false): FeatureCoactivations[] {
    const m = this.features;
    const counts = new Uint32Array((end - first) * m);
    const active = evenOnly ? this.evenActive : this.active;
    for (const { offsets, features, ...place } of this.parts)
      for (let t = 0; t + 1 < offsets.length; t++) {
        if (evenOnly && !isEven(place, t)) continue;
        const [from, to] = [offsets[t] as number, offsets[t + 1] as number];
        for (let a = from; a < to; a++) {
          const feature = features[a] as number;
          if (feature < first || feature >= end) continue;
          const row = (feature - first) * m;
          for (let b = from; b < to; b++) {
            const cell = row + (features[b] as number);
            counts[cell] = (counts[cell] as number) + 1;
          }
        }
      }
    return Array.from({ length: end - first }, (_, i) => {
      const row = counts.subarray(i * m, (i + 1) * m);
      const parent = evenOnly ? null : findPrefixParent(first + i, row, active, this);
      return { ...strongest(first + i, row, active, wanted), parent };
    });
  }
}

const isEven = ({ firstPassage, context }: ShardPlace, token: number) =>
  (firstPassage + Math.floor(token / context)) % 2 === 0;

/** @param counts tokens at which each feature fires together with this one */
function strongest(
  feature: number,
  counts: Uint32Array,
  activeTokens: Uint32Array,
  wanted: number,
): Omit<FeatureCoactivations, "parent"> {
  const active = activeTokens[feature] as number;
  const cosines = Float32Array.from(counts, (count, id) =>
    count === 0 || id === feature ? 0 : count / Math.sqrt(active * (activeTokens[id] as number)),
  );
  const { ids, cosines: kept } = largestOf(cosines, wanted);
  return { active, ids, counts: ids.map((id) => counts[id] as number), cosines: kept };
}
