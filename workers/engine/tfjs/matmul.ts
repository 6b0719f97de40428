import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";
import type { WeightStore } from "./weight-store";

/**
 * Everything that can be one product of two matrices becomes one. On wasm only the untransposed product of two
 * matrices runs on fast kernels, and the rest is about ten times slower, so matrices are transposed beforehand.
 */
export function matrixProduct(store: WeightStore, wasm: boolean): Pick<Ops<tf.Tensor>, "matmul"> {
  return {
    matmul(a, b, { transposeA = false, transposeB = false } = {}) {
      if (b.rank !== 2 || (transposeA && a.rank !== 2)) {
        return tf.matMul(...sameBatches(a, b), transposeA, transposeB);
      }
      const rows = transposeA ? a : tf.reshape(a, [-1, a.shape[a.rank - 1] ?? 1]);
      const product = wasm
        ? tf.matMul(transposeA ? store.transposed(rows) : rows, transposeB ? store.transposed(b) : b)
        : tf.matMul(rows, b, transposeA, transposeB);
      return a.rank === 2 ? product : tf.reshape(product, [...a.shape.slice(0, -1), product.shape[1] ?? 0]);
    },
  };
}

/** wasm and WebGPU go wrong where the batch axes of both operands are broadcast. */
function sameBatches(a: tf.Tensor, b: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [ours, theirs] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batches = tf.broadcast_util.assertAndGetBroadcastShape(ours, theirs);
  const spread = (x: tf.Tensor) => tf.broadcastTo(x, [...batches, ...x.shape.slice(-2)]);
  return [ours.join() === batches.join() ? a : spread(a), theirs.join() === batches.join() ? b : spread(b)];
}
