import * as tf from "@tensorflow/tfjs";
import type { AttentionOptions, Ops } from "../ops";

/** Added to the scores of positions that attention must not see. */
const MASKED = -1e9;

/**
 * Queries of the heads that share keys stand in one block, [B, kvHeads, group * T, width], so keys and values are
 * never repeated; past and new tokens are normalised together without joining them, so the cache is only read.
 */
export const attending: Pick<Ops<tf.Tensor>, "attention"> = {
  attention(q, k, v, { heads, kvHeads, scale, past }: AttentionOptions<tf.Tensor>) {
    const [rows = 0, time = 0] = q.shape;
    const group = heads / kvHeads;
    const grouped = (x: tf.Tensor) => tf.reshape(x, [rows, kvHeads, group * time, -1]);
    const ungrouped = (x: tf.Tensor) => tf.reshape(x, [rows, kvHeads * group, time, -1]);

    const queries = grouped(tf.mul(splitHeads(q, heads), scale));
    const [keys, values] = [splitHeads(k, kvHeads), splitHeads(v, kvHeads)];
    const seen = ungrouped(tf.matMul(queries, keys, false, true));
    const fresh = tf.add(seen, causalBias(time));
    if (!past) return joinHeads(ungrouped(tf.matMul(grouped(tf.softmax(fresh)), values)));

    const old = tf.add(ungrouped(tf.matMul(queries, past.keys, false, true)), past.bias);
    const top = tf.maximum(tf.max(old, -1, true), tf.max(fresh, -1, true));
    const [oldWeights, freshWeights] = [tf.exp(tf.sub(old, top)), tf.exp(tf.sub(fresh, top))];
    const total = tf.add(tf.sum(oldWeights, -1, true), tf.sum(freshWeights, -1, true));
    const mixed = tf.add(
      tf.matMul(grouped(oldWeights), past.values),
      tf.matMul(grouped(freshWeights), values),
    );
    return joinHeads(tf.div(ungrouped(mixed), total));
  },
};

/** [B, T, n * width] -> [B, n, T, width]. */
function splitHeads(x: tf.Tensor, n: number): tf.Tensor {
  const [rows = 0, time = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [rows, time, n, -1]), [0, 2, 1, 3]);
}

/** [B, n, T, width] -> [B, T, n * width]. */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [rows = 0, , time = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows, time, -1]);
}

/** [T, T]: 0 on and below the diagonal, a large negative number above. */
function causalBias(time: number): tf.Tensor {
  const bias = new Float32Array(time * time);
  for (let row = 0; row < time; row++) bias.fill(MASKED, row * time + row + 1, (row + 1) * time);
  return tf.tensor2d(bias, [time, time]);
}
