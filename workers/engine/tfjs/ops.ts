import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";
import { attending } from "./attention";
import { elementwise } from "./elementwise";
import { matrixProduct } from "./matmul";
import { reductions } from "./reduce";
import { tfjsRope } from "./rope";
import { selections } from "./select";
import { shape } from "./shape";
import type { WeightStore } from "./weight-store";

export interface TfjsOpsOptions {
  weights: ReadonlyMap<string, tf.Tensor>;
  store: WeightStore;
  wasm: boolean;
}

/** Ops that compute at once on the current TensorFlow.js backend; to be used inside `tf.tidy`. */
export function tfjsOps({ weights, store, wasm }: TfjsOpsOptions): Ops<tf.Tensor> {
  return {
    ...elementwise,
    ...shape,
    ...reductions,
    ...selections,
    ...tfjsRope,
    ...attending,
    ...matrixProduct(store, wasm),
    weight(name) {
      const tensor = weights.get(name);
      if (!tensor) throw new Error(`The weight "${name}" was not named when the program was compiled.`);
      return tensor;
    },
    constant(values, dims = []) {
      if (typeof values === "number") return tf.scalar(values);
      return tf.tensor(values, [...dims], values instanceof Int32Array ? "int32" : "float32");
    },
  };
}
