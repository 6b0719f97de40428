import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";

type Selections = Pick<Ops<tf.Tensor>, "gather" | "pick" | "topK" | "keepTopK">;

export const selections: Selections = {
  gather: (table, ids) => tf.gather(table, ids),
  pick(x, ids) {
    const flat = tf.reshape(x, [-1]);
    const places = tf.add(rowStarts(x), tf.reshape(ids, [-1]));
    return tf.reshape(tf.gather(flat, tf.cast(places, "int32")), ids.shape);
  },
  topK: (x, k) => tf.topk(x, k, true),
  keepTopK(x, k) {
    const { values, indices } = tf.topk(x, k, true);
    const places = tf.add(tf.reshape(rowStarts(x), [-1, 1]), tf.reshape(indices, [-1, k]));
    const flat = tf.scatterND(tf.reshape(tf.cast(places, "int32"), [-1, 1]), tf.reshape(values, [-1]), [
      x.size,
    ]);
    return tf.reshape(flat, x.shape);
  },
};

/** Place of each row's first element in the flat tensor, a row being the last axis. */
function rowStarts(x: tf.Tensor): tf.Tensor1D {
  const width = x.shape[x.rank - 1] ?? 1;
  return tf.range(0, x.size, width, "int32");
}
