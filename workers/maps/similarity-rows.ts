/** Similarities of some features to all of their SAE, of several kinds that can be added up. */
import type { NearestSparse } from "../contexts/nearest-sparse";
import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { Largest } from "./largest";
import type { Directions } from "./nearest-directions";

export interface SimilarityRows {
  /** Readies `features`, at most {@link MOST_READY}, for {@link add}. */
  ready(features: Uint32Array): Promise<void>;
  /** Adds `weight` times the cosines of the n-th feature made ready to `sums`, one number a feature. */
  add(n: number, weight: number, sums: Float32Array): void;
  dispose(): Promise<void>;
}

/** Rows of a product held at once: 32 MB for 65,536 features. */
export const MOST_READY = 128;

/** Cosines of sparse rows of norm 1. */
export class SparseSimilarities implements SimilarityRows {
  private features = new Uint32Array();

  constructor(private readonly nearest: NearestSparse) {}

  ready(features: Uint32Array): Promise<void> {
    this.features = features.slice();
    return Promise.resolve();
  }

  add(n: number, weight: number, sums: Float32Array): void {
    this.nearest.addProducts(this.features[n] as number, weight, sums);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Those that a list names; 0 for all others. */
export class ListedSimilarities implements SimilarityRows {
  private features = new Uint32Array();

  constructor(private readonly lists: readonly Largest[]) {}

  ready(features: Uint32Array): Promise<void> {
    this.features = features.slice();
    return Promise.resolve();
  }

  add(n: number, weight: number, sums: Float32Array): void {
    const list = this.lists[this.features[n] as number];
    list?.ids.forEach((id, i) => {
      sums[id] = (sums[id] as number) + weight * (list.cosines[i] as number);
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Products of dense rows of length 1 or less, cosines for those of length 1, as a float32 product of the engine. */
export class DenseSimilarities implements SimilarityRows {
  private products: Float32Array = new Float32Array();

  private constructor(
    private readonly program: Program,
    private readonly vectors: Directions,
  ) {}

  static async create(engine: Engine, vectors: Directions): Promise<DenseSimilarities> {
    const { data, width } = vectors;
    const count = data.length / width;
    const columns = new Float32Array(data.length);
    for (let row = 0; row < count; row++)
      for (let i = 0; i < width; i++) columns[i * count + row] = data[row * width + i] as number;
    const program = await engine.compile(
      {
        name: "similarities",
        inputs: { rows: { dtype: "float32", shape: ["rows", width] } },
        build: (ops, inputs) => ({ products: ops.matmul(input(inputs, "rows"), ops.weight("columns")) }),
      },
      new Map([["columns", { dtype: "float32", shape: [width, count], data: columns }]]),
    );
    return new DenseSimilarities(program, vectors);
  }

  async ready(features: Uint32Array): Promise<void> {
    const { data, width } = this.vectors;
    const rows = new Float32Array(features.length * width);
    features.forEach((feature, n) => {
      rows.set(data.subarray(feature * width, (feature + 1) * width), n * width);
    });
    const shape = [features.length, width];
    const outputs = await this.program.run({ rows: { dtype: "float32", shape, data: rows } });
    this.products = input(outputs, "products").data as Float32Array;
  }

  add(n: number, weight: number, sums: Float32Array): void {
    const from = n * sums.length;
    for (let id = 0; id < sums.length; id++)
      sums[id] = (sums[id] as number) + weight * (this.products[from + id] as number);
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}
