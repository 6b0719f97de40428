import type { LanguageModelConfig } from "@/domain/models";
import type { Feeds, HostTensor } from "../../engine/ops";
import { layerHeads, ownKeyLayers, type LayerHeads } from "../layer-kinds";

/** Scores of empty slots are lowered by this much, which leaves them no weight at all in float32. */
const EMPTY = -1e9;
/** Room is made for this many tokens at a time. */
const GROWTH = 32;

/**
 * Keys and values of the tokens so far, one buffer for each layer that has some, [rows, kvHeads, slots, head width].
 * Programs read them in place and return only what is new, so a step costs no copy of the past.
 */
export class KvCache {
  /** Filled slots of each row. */
  lengths: Int32Array;
  private slots = 0;
  private keys: Float32Array[];
  private values: Float32Array[];
  private bias = new Float32Array(0);
  private readonly heads: readonly LayerHeads[];

  constructor(
    config: LanguageModelConfig,
    public rows: number,
  ) {
    this.lengths = new Int32Array(rows);
    this.heads = Array.from({ length: ownKeyLayers(config) }, (_, layer) => layerHeads(config, layer));
    this.keys = this.heads.map(() => new Float32Array(0));
    this.values = this.heads.map(() => new Float32Array(0));
  }

  /** The cache as program inputs: past.keys.L, past.values.L and past.bias. */
  feeds(): Feeds {
    const feeds: Record<string, HostTensor> = {
      "past.bias": { dtype: "float32", shape: [this.rows, 1, 1, this.slots], data: this.bias },
    };
    this.heads.forEach(({ kvHeads, headWidth }, layer) => {
      const shape = [this.rows, kvHeads, this.slots, headWidth];
      feeds[`past.keys.${layer}`] = { dtype: "float32", shape, data: this.keys[layer] ?? this.bias };
      feeds[`past.values.${layer}`] = { dtype: "float32", shape, data: this.values[layer] ?? this.bias };
    });
    return feeds;
  }

  /** Adds the program outputs fresh.keys.L and fresh.values.L, [rows, time, kvHeads * head width]. */
  append(outputs: Feeds, counts: ArrayLike<number>): void {
    const longest = Math.max(...Array.from(this.lengths, (length, row) => length + (counts[row] ?? 0)));
    if (longest > this.slots) this.relayout(Math.ceil(longest / GROWTH) * GROWTH, rangeTo(this.rows));
    this.heads.forEach((heads, layer) => {
      this.write(this.keys[layer], outputs[`fresh.keys.${layer}`], heads, counts);
      this.write(this.values[layer], outputs[`fresh.values.${layer}`], heads, counts);
    });
    for (let row = 0; row < this.rows; row++) {
      const length = (this.lengths[row] ?? 0) + (counts[row] ?? 0);
      this.lengths[row] = length;
      this.bias.fill(0, row * this.slots, row * this.slots + length);
    }
  }

  /** Forgets all rows but these, in this order; a row that is named twice is doubled. */
  keepRows(rows: readonly number[]): void {
    this.relayout(this.slots, rows);
  }

  /** Makes room for this many tokens a row, for programs that want a slot even before the first token. */
  reserve(tokens: number): void {
    if (tokens > this.slots) this.relayout(Math.ceil(tokens / GROWTH) * GROWTH, rangeTo(this.rows));
  }

  /** Puts the rows of another cache behind these. */
  join(other: KvCache): void {
    const slots = Math.max(this.slots, other.slots);
    this.reserve(slots);
    other.reserve(slots);
    const joined = (ours: Float32Array, theirs: Float32Array | undefined) => {
      const both = new Float32Array(ours.length + (theirs?.length ?? 0));
      both.set(ours);
      if (theirs) both.set(theirs, ours.length);
      return both;
    };
    this.keys = this.keys.map((keys, layer) => joined(keys, other.keys[layer]));
    this.values = this.values.map((values, layer) => joined(values, other.values[layer]));
    this.bias = joined(this.bias, other.bias);
    this.lengths = Int32Array.from([...this.lengths, ...other.lengths]);
    this.rows += other.rows;
  }

  private write(
    cache: Float32Array | undefined,
    fresh: HostTensor | undefined,
    { kvHeads, headWidth: width }: LayerHeads,
    counts: ArrayLike<number>,
  ): void {
    if (!cache || !fresh) return;
    const time = fresh.shape[1] ?? 0;
    const source = fresh.data as Float32Array;
    for (let row = 0; row < this.rows; row++) {
      for (let t = 0; t < (counts[row] ?? 0); t++) {
        const slot = (this.lengths[row] ?? 0) + t;
        for (let head = 0; head < kvHeads; head++) {
          const from = ((row * time + t) * kvHeads + head) * width;
          cache.set(source.subarray(from, from + width), ((row * kvHeads + head) * this.slots + slot) * width);
        }
      }
    }
  }

  private relayout(slots: number, rows: readonly number[]): void {
    const move = (old: Float32Array, layer: number): Float32Array => {
      const { kvHeads, headWidth: width } = this.heads[layer] as LayerHeads;
      const moved = new Float32Array(rows.length * kvHeads * slots * width);
      rows.forEach((row, to) => {
        const used = (this.lengths[row] ?? 0) * width;
        for (let head = 0; head < kvHeads; head++) {
          const from = (row * kvHeads + head) * this.slots * width;
          moved.set(old.subarray(from, from + used), (to * kvHeads + head) * slots * width);
        }
      });
      return moved;
    };
    this.keys = this.keys.map(move);
    this.values = this.values.map(move);
    this.lengths = Int32Array.from(rows, (row) => this.lengths[row] ?? 0);
    this.bias = new Float32Array(rows.length * slots).fill(EMPTY);
    this.lengths.forEach((length, row) => this.bias.fill(0, row * slots, row * slots + length));
    this.slots = slots;
    this.rows = rows.length;
  }
}

const rangeTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i);
