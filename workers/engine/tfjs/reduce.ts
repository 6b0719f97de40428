import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";
import { fromFront } from "./shape";

type Reductions = Pick<
  Ops<tf.Tensor>,
  "sum" | "mean" | "max" | "softmax" | "logSoftmax" | "rmsNorm" | "layerNorm"
>;

/** wasm adds one value after the other in float32: longer axes are summed in rows of at most this many first. */
const ROW = 1024;

export const reductions: Reductions = {
  sum,
  mean,
  max: (x, axis, keepDims) => tf.max(x, axis, keepDims),
  softmax: (x) => tf.softmax(x),
  logSoftmax(x) {
    const shifted = tf.sub(x, tf.max(x, -1, true));
    return tf.sub(shifted, tf.log(sum(tf.exp(shifted), -1, true)));
  },
  rmsNorm: (x, weight, eps) => tf.mul(tf.mul(x, inverseRoot(x, eps)), weight),
  layerNorm(x, weight, bias, eps) {
    const centred = tf.sub(x, mean(x, -1, true));
    return tf.add(tf.mul(tf.mul(centred, inverseRoot(centred, eps)), weight), bias);
  },
};

/** 1 / sqrt(mean(x^2) + eps) over the last axis. */
const inverseRoot = (x: tf.Tensor, eps: number) => tf.rsqrt(tf.add(mean(tf.square(x), -1, true), eps));

function mean(x: tf.Tensor, axis: number, keepDims: boolean): tf.Tensor {
  return tf.div(sum(x, axis, keepDims), x.shape[fromFront(axis, x.rank)] ?? 1);
}

function sum(x: tf.Tensor, axis: number, keepDims: boolean): tf.Tensor {
  const at = fromFront(axis, x.rank);
  const length = x.shape[at] ?? 0;
  if (length <= ROW) return tf.sum(x, at, keepDims);
  const rows = Math.ceil(length / ROW);
  const row = Math.ceil(length / rows);
  const padding = x.shape.map((_, i): [number, number] => [0, i === at ? rows * row - length : 0]);
  const whole = rows * row === length ? x : tf.pad(x, padding);
  const split = tf.reshape(whole, [...x.shape.slice(0, at), rows, row, ...x.shape.slice(at + 1)]);
  return sum(tf.sum(split, at + 1), at, keepDims);
}
