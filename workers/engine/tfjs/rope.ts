import * as tf from "@tensorflow/tfjs";
import type { Ops, RopeOptions } from "../ops";

/**
 * x * cos + (x P) * sin, where P swaps the two members of each rotated pair and negates one, and cos and sin are
 * spread over the head width. Products with constant matrices of 0 and +-1 are exact and, unlike slicing and
 * joining, cheap on every backend.
 */
export const tfjsRope: Pick<Ops<tf.Tensor>, "rope"> = {
  rope(x, positions, { cos, sin }, options) {
    const { headWidth, rotatedWidth } = options;
    const [rows = 0, time = 0] = x.shape;
    const { spread, swap, unrotated } = matrices(options);
    const atPositions = (table: tf.Tensor) => {
      const perToken = tf.reshape(tf.gather(table, positions), [-1, rotatedWidth / 2]);
      return tf.reshape(tf.matMul(perToken, spread), [rows * time, 1, headWidth]);
    };
    const flat = tf.reshape(x, [-1, headWidth]);
    const perHead = [rows * time, options.heads, headWidth];
    const kept = tf.mul(tf.reshape(x, perHead), tf.add(atPositions(cos), unrotated));
    const turned = tf.mul(tf.reshape(tf.matMul(flat, swap), perHead), atPositions(sin));
    return tf.reshape(tf.add(kept, turned), x.shape);
  },
};

function matrices({ headWidth, rotatedWidth, interleaved }: RopeOptions) {
  const pairs = rotatedWidth / 2;
  const spread = new Float32Array(pairs * headWidth);
  const swap = new Float32Array(headWidth * headWidth);
  for (let pair = 0; pair < pairs; pair++) {
    const first = interleaved ? 2 * pair : pair;
    const second = interleaved ? first + 1 : pair + pairs;
    spread[pair * headWidth + first] = 1;
    spread[pair * headWidth + second] = 1;
    swap[second * headWidth + first] = -1;
    swap[first * headWidth + second] = 1;
  }
  return {
    spread: tf.tensor2d(spread, [pairs, headWidth]),
    swap: tf.tensor2d(swap, [headWidth, headWidth]),
    unrotated: tf.tensor1d(Float32Array.from({ length: headWidth }, (_, i) => Number(i >= rotatedWidth))),
  };
}
