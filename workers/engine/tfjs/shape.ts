import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";

type Shape = Pick<Ops<tf.Tensor>, "reshape" | "transpose" | "concat" | "slice">;

/** The axis counted from the front. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export const shape: Shape = {
  reshape: (x, dims) =>
    tf.reshape(
      x,
      dims.map((dim, axis) => (dim === 0 ? (x.shape[axis] ?? 0) : dim)),
    ),
  transpose: (x, permutation) => tf.transpose(x, [...permutation]),
  concat: (parts, axis) => tf.concat([...parts], fromFront(axis, parts[0]?.rank ?? 0)),
  slice(x, axis, start, end) {
    const at = fromFront(axis, x.rank);
    const length = x.shape[at] ?? 0;
    const clamp = (place: number) => Math.min(length, Math.max(0, place < 0 ? place + length : place));
    const [from, to] = [clamp(start), clamp(end ?? length)];
    const begin = x.shape.map(() => 0);
    const size = [...x.shape];
    begin[at] = from;
    size[at] = Math.max(0, to - from);
    return tf.slice(x, begin, size);
  },
};
