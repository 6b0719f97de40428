/** Engine on TensorFlow.js: programs run eagerly on whichever backend the machine has. */
import * as tf from "@tensorflow/tfjs";
import { checkFeeds } from "../check-feeds";
import type { Engine, Feeds, HostTensor, Program, ProgramSpec, Weights } from "../ops";
import { pickBackend, type BackendName } from "./backend";
import { namedWeights } from "./named-weights";
import { tfjsOps } from "./ops";
import { WeightStore } from "./weight-store";

export interface TfjsEngine extends Engine {
  readonly backend: BackendName;
  /** Why each better backend was passed over, one line each. */
  readonly skipped: readonly string[];
}

/**
 * TensorFlow.js has one current backend a process, so a second engine on another backend ends the first.
 * @param backend the only one to try; throws UNAVAILABLE when it cannot be used here
 */
export async function createTfjsEngine(backend?: BackendName): Promise<TfjsEngine> {
  const picked = await pickBackend(backend);
  const store = new WeightStore();
  return {
    kind: "tfjs",
    description: `TensorFlow.js ${tf.version_core}, ${picked.description}`,
    backend: picked.name,
    skipped: picked.skipped,
    compile: (spec, weights) =>
      new Promise((resolve) => {
        resolve(new TfjsProgram(spec, weights, store, picked.name));
      }),
    dispose() {
      store.dispose();
      return Promise.resolve();
    },
  };
}

class TfjsProgram implements Program {
  private weights: ReadonlyMap<string, tf.Tensor>;

  constructor(
    private readonly spec: ProgramSpec,
    weights: Weights,
    private readonly store: WeightStore,
    private readonly backend: BackendName,
  ) {
    this.weights = store.acquire(spec.name, namedWeights(spec), weights);
  }

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    checkFeeds(this.spec, feeds);
    const outputs = tf.tidy(() => this.compute(feeds));
    try {
      const read = Object.entries(outputs).map(
        async ([name, tensor]) => [name, await download(tensor)] as const,
      );
      return Object.fromEntries(await Promise.all(read));
    } finally {
      tf.dispose(outputs);
    }
  }

  dispose(): Promise<void> {
    this.store.release(this.weights.values());
    this.weights = new Map();
    return Promise.resolve();
  }

  private compute(feeds: Feeds): Record<string, tf.Tensor> {
    const ops = tfjsOps({ weights: this.weights, store: this.store, wasm: this.backend === "wasm" });
    const inputs = mapValues(feeds, ({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype));
    // An output may be an input or a weight itself; a clone can be disposed without harm to either.
    return mapValues(this.spec.build(ops, inputs), (tensor) => tf.clone(tensor));
  }
}

async function download(tensor: tf.Tensor): Promise<HostTensor> {
  const data = await tensor.data();
  if (data instanceof Float32Array) return { dtype: "float32", shape: tensor.shape, data };
  return { dtype: "int32", shape: tensor.shape, data: Int32Array.from(data) };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
