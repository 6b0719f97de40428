/**
 * The nearest rows of one matrix to each row of another by cosine, exactly: the engine's float32 product and topK propose
 * a few more candidates than are wanted, float64 arithmetic decides among them, and where rounding could have kept a
 * candidate out the whole row is looked at again. So the result is that of a brute-force search in float64, with ties to
 * the smaller index.
 */
import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { Sae } from "../sae/sae";

/** Proposed beyond what is wanted, so that the float32 order need not be exact. */
const MARGIN = 14;
/** Most elements of the product of one run: 64 MiB. */
const PRODUCT_ELEMENTS = 2 ** 24;
const MOST_ROWS = 512;

/** Rows of `width` numbers. */
export interface Directions {
  data: Float32Array;
  width: number;
}

export interface NearestRows {
  /** Wanted neighbours of each row, row after row. */
  ids: Int32Array;
  cosines: Float32Array;
  /** How many each row has. */
  each: number;
}

export class NearestDirections {
  private constructor(
    private readonly program: Program,
    private readonly from: Directions & { norms: Float64Array },
    private readonly to: Directions & { norms: Float64Array },
    private readonly own: boolean,
    private readonly wanted: number,
    private readonly proposed: number,
  ) {}

  /** @param own whether both are the same rows, of which none is its own neighbour */
  static async create(
    engine: Engine,
    from: Directions,
    to: Directions,
    { wanted, own }: { wanted: number; own: boolean },
  ): Promise<NearestDirections> {
    const { width } = to;
    const count = to.data.length / width;
    const most = Math.min(wanted, own ? count - 1 : count);
    const proposed = Math.min(count, most + (own ? 1 : 0) + MARGIN);
    const norms = rowNorms(to);
    const columns = new Float32Array(to.data.length);
    for (let row = 0; row < count; row++)
      for (let i = 0; i < width; i++)
        columns[i * count + row] = (to.data[row * width + i] as number) / ((norms[row] as number) || 1);
    const program = await engine.compile(
      {
        name: "nearest-directions",
        inputs: { rows: { dtype: "float32", shape: ["rows", width] } },
        build(ops, inputs) {
          const { values, indices } = ops.topK(
            ops.matmul(input(inputs, "rows"), ops.weight("columns")),
            proposed,
          );
          return { values, indices };
        },
      },
      new Map([["columns", { dtype: "float32", shape: [width, count], data: columns }]]),
    );
    const source = { ...from, norms: own ? norms : rowNorms(from) };
    return new NearestDirections(program, source, { ...to, norms }, own, most, proposed);
  }

  /** Rows that have neighbours. */
  get rows(): number {
    return this.from.data.length / this.from.width;
  }

  /** Neighbours of rows [first, end). */
  async find(first: number, end: number, signal?: AbortSignal): Promise<NearestRows> {
    const { wanted, to } = this;
    const rows = end - first;
    const found: NearestRows = {
      ids: new Int32Array(rows * wanted),
      cosines: new Float32Array(rows * wanted),
      each: wanted,
    };
    const count = to.data.length / to.width;
    const step = Math.max(1, Math.min(MOST_ROWS, Math.floor(PRODUCT_ELEMENTS / count)));
    for (let at = first; at < end; at += step) {
      signal?.throwIfAborted();
      await this.findChunk(at, Math.min(at + step, end), first, found);
    }
    return found;
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  private async findChunk(first: number, end: number, base: number, found: NearestRows): Promise<void> {
    const { from, wanted, proposed } = this;
    const { width } = from;
    const unit = new Float32Array((end - first) * width);
    for (let i = 0; i < unit.length; i++) {
      const row = first + Math.floor(i / width);
      unit[i] = (from.data[first * width + i] as number) / ((from.norms[row] as number) || 1);
    }
    const outputs = await this.program.run({
      rows: { dtype: "float32", shape: [end - first, width], data: unit },
    });
    const values = input(outputs, "values").data;
    const indices = input(outputs, "indices").data;
    for (let row = first; row < end; row++) {
      const at = (row - first) * proposed;
      const candidates = this.score(row, indices.subarray(at, at + proposed));
      const last = values[at + proposed - 1] as number;
      const kept = this.isCertain(candidates, last) ? candidates : this.score(row, null);
      for (let n = 0; n < wanted; n++) {
        const { id, cosine } = kept[n] as Candidate;
        found.ids[(row - base) * wanted + n] = id;
        found.cosines[(row - base) * wanted + n] = cosine;
      }
    }
  }

  /** Whether the last one wanted is further ahead of everything not proposed than float32 can have been wrong. */
  private isCertain(candidates: readonly Candidate[], last: number): boolean {
    if (this.proposed === this.to.data.length / this.to.width) return true;
    // eight standard deviations of the rounding of a sum of `width` products
    const rounding = 8 * Math.sqrt(this.to.width) * 2 ** -24;
    return (candidates[this.wanted - 1]?.cosine ?? -Infinity) > last + rounding;
  }

  /** Candidates (null for every row) by float64 cosine, largest first, ties to the smaller index. */
  private score(row: number, ids: Iterable<number> | null): Candidate[] {
    const { from, to, own } = this;
    const { width } = from;
    const norm = from.norms[row] as number;
    const candidates: Candidate[] = [];
    for (const id of ids ?? Array(to.data.length / width).keys()) {
      if (own && id === row) continue;
      let dot = 0;
      if (norm > 0)
        for (let i = 0, a = row * width, b = id * width; i < width; i++, a++, b++)
          dot += (from.data[a] as number) * (to.data[b] as number);
      const scale = norm * (to.norms[id] as number);
      candidates.push({ id, cosine: scale > 0 ? dot / scale : 0 });
    }
    return candidates.sort((a, b) => b.cosine - a.cosine || a.id - b.id);
  }
}

interface Candidate {
  id: number;
  cosine: number;
}

/** The direction in which each feature writes: W_dec [m, d]. */
export function decoderDirections(sae: Sae): Directions {
  return {
    data: input(Object.fromEntries(sae.weights), "W_dec").data as Float32Array,
    width: sae.config.dIn,
  };
}

export function rowNorms({ data, width }: Directions): Float64Array {
  const norms = new Float64Array(data.length / width);
  for (let row = 0; row < norms.length; row++) {
    let square = 0;
    for (let i = row * width; i < (row + 1) * width; i++) square += (data[i] as number) ** 2;
    norms[row] = Math.sqrt(square);
  }
  return norms;
}

/** The same directions at length 1; a row of zeros stays one. */
export function unitRows({ data, width }: Directions): Directions {
  const norms = rowNorms({ data, width });
  return { data: data.map((x, i) => x / ((norms[Math.floor(i / width)] as number) || 1)), width };
}
