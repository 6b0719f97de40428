/**
 * Which features fire on the same tokens: for two features the number of tokens (BOS left out) at which both are above
 * 0. Counted exactly from all activations, in bands of features so that the table of counts stays small.
 */
import { BLOCK_FEATURES } from "@/domain/collections";
import { unpackBlock } from "../dashboards/shard-activations";

/** Activations held in memory at once (4 bytes each); tokens beyond are left out, and the number counted is reported. */
const MOST_ENTRIES = 160_000_000;
/** Cells of the table of counts: 96 MiB. */
const COUNT_CELLS = 24 * 2 ** 20;

export interface FeatureCoactivations {
  /** Tokens at which the feature is above 0. */
  active: number;
  ids: Int32Array;
  counts: Int32Array;
}

/** Activations token by token; values do not matter here. */
export class CoactivationCounter {
  private readonly parts: { offsets: Uint32Array; features: Uint32Array }[] = [];
  private readonly active: Uint32Array;
  private entries = 0;
  /** Tokens taken in. */
  tokens = 0;

  constructor(readonly features: number) {
    this.active = new Uint32Array(features);
  }

  /** Features of a band, so that its counts of pairs fit. */
  get band(): number {
    return Math.max(1, Math.min(this.features, Math.floor(COUNT_CELLS / this.features)));
  }

  /**
   * Takes in a shard's packed blocks, in order of features.
   * @returns false when the shard was left out because memory is full
   */
  add(blocks: readonly Uint8Array[], tokens: number): boolean {
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
        }
      }
    });
    this.parts.push({ offsets, features });
    this.entries += entries;
    this.tokens += tokens;
    return true;
  }

  /** For features [first, end) the `wanted` that fire with each, largest Jaccard index first, ties to the smaller index. */
  count(first: number, end: number, wanted: number): FeatureCoactivations[] {
    const m = this.features;
    const counts = new Uint32Array((end - first) * m);
    for (const { offsets, features } of this.parts)
      for (let t = 0; t + 1 < offsets.length; t++) {
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
    return Array.from({ length: end - first }, (_, i) =>
      this.strongest(first + i, counts.subarray(i * m, (i + 1) * m), wanted),
    );
  }

  private strongest(feature: number, counts: Uint32Array, wanted: number): FeatureCoactivations {
    const active = this.active[feature] as number;
    const jaccards = new Float64Array(wanted);
    const ids = new Int32Array(wanted);
    let kept = 0;
    for (let id = 0; id < counts.length; id++) {
      const count = counts[id] as number;
      if (count === 0 || id === feature) continue;
      const jaccard = count / (active + (this.active[id] as number) - count);
      if (kept === wanted && jaccard <= (jaccards[wanted - 1] as number)) continue;
      // behind equals, whose indices are smaller
      let at = kept < wanted ? kept++ : wanted - 1;
      for (; at > 0 && (jaccards[at - 1] as number) < jaccard; at--) {
        jaccards[at] = jaccards[at - 1] as number;
        ids[at] = ids[at - 1] as number;
      }
      jaccards[at] = jaccard;
      ids[at] = id;
    }
    const chosen = ids.slice(0, kept);
    return { active, ids: chosen, counts: chosen.map((id) => counts[id] as number) };
  }
}
