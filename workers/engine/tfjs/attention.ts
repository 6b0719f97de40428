import * as tf from "@tensorflow/tfjs";
import type { AttentionOptions, Ops } from "../ops";

/** Added to the scores of positions that attention must not see. */
const MASKED = -1e9;

/**
 * Queries of the heads that share keys stand in one block, [B, kvHeads, group * T, width], so keys and values are
 * never repeated; past, new tokens and sinks are normalised together without joining them, so the cache is only read.
 */
export const attending: Pick<Ops<tf.Tensor>, "attention"> = {
  attention(q, k, v, { heads, kvHeads, scale, past, cap, window, sinks }: AttentionOptions<tf.Tensor>) {
    const [rows = 0, time = 0] = q.shape;
    const group = heads / kvHeads;
    const grouped = (x: tf.Tensor) => tf.reshape(x, [rows, kvHeads, group * time, -1]);
    const ungrouped = (x: tf.Tensor) => tf.reshape(x, [rows, kvHeads * group, time, -1]);

    const queries = grouped(tf.mul(splitHeads(q, heads), scale));
    const [keys, values] = [splitHeads(k, kvHeads), splitHeads(v, kvHeads)];
    const scores = (against: tf.Tensor) => {
      const products = ungrouped(tf.matMul(queries, against, false, true));
      return cap === undefined ? products : tf.mul(tf.tanh(tf.div(products, cap)), cap);
    };
    const fresh = tf.add(scores(keys), causalBias(time, window?.size ?? time));
    if (!past && !sinks) return joinHeads(ungrouped(tf.matMul(grouped(tf.softmax(fresh)), values)));

    const parts = [{ seen: fresh, values }];
    if (past) {
      const bias = window ? tf.add(past.bias, windowBias(past.keys.shape[2] ?? 0, window)) : past.bias;
      parts.unshift({ seen: tf.add(scores(past.keys), bias), values: past.values });
    }
    const beside = sinks ? [tf.reshape(sinks, [1, heads, 1, 1])] : [];
    const top = [...parts.map(({ seen }) => tf.max(seen, -1, true)), ...beside].reduce((a, b) =>
      tf.maximum(a, b),
    );
    const raised = parts.map((part) => ({ ...part, weights: tf.exp(tf.sub(part.seen, top)) }));
    const shares = [
      ...raised.map(({ weights }) => tf.sum(weights, -1, true)),
      ...beside.map((sink) => tf.exp(tf.sub(sink, top))),
    ];
    const mixed = raised.map(({ weights, values: from }) => tf.matMul(grouped(weights), from));
    return joinHeads(tf.div(ungrouped(mixed.reduce(add)), shares.reduce(add)));
  },
};

const add = (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b);

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

/** [B, 1, T, slots]: a large negative number where the slot lies before the token's window. */
function windowBias(slots: number, { size, positions }: { size: number; positions: tf.Tensor }): tf.Tensor {
  const [rows = 0, time = 0] = positions.shape;
  const at = tf.reshape(tf.cast(positions, "float32"), [rows, 1, time, 1]);
  const distance = tf.sub(at, tf.range(0, slots, 1, "float32"));
  return tf.mul(tf.cast(tf.greater(distance, size - 1), "float32"), MASKED);
}

/** [T, T]: 0 on the diagonal and up to `window` - 1 places below it, a large negative number elsewhere. */
function causalBias(time: number, window: number): tf.Tensor {
  const bias = new Float32Array(time * time).fill(MASKED);
  for (let row = 0; row < time; row++)
    bias.fill(0, row * time + Math.max(0, row - window + 1), row * time + row + 1);
  return tf.tensor2d(bias, [time, time]);
}
