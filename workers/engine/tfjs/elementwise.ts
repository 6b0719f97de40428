import * as tf from "@tensorflow/tfjs";
import type { Ops } from "../ops";

type Elementwise = Pick<
  Ops<tf.Tensor>,
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "maximum"
  | "minimum"
  | "greater"
  | "exp"
  | "log"
  | "sqrt"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "silu"
  | "gelu"
>;

export const elementwise: Elementwise = {
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  div: (a, b) => tf.div(a, b),
  maximum: (a, b) => tf.maximum(a, b),
  minimum: (a, b) => tf.minimum(a, b),
  greater: (a, b) => tf.cast(tf.greater(a, b), "float32"),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  sqrt: (x) => tf.sqrt(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  relu: (x) => tf.relu(x),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  gelu: (x, form) => tf.mul(tf.mul(x, 0.5), tf.add(1, form === "tanh" ? tanhArgument(x) : erfArgument(x))),
};

/** Hendrycks and Gimpel 2016, the approximation that GPT-2 was trained with. */
const tanhArgument = (x: tf.Tensor) =>
  tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x))))));

const erfArgument = (x: tf.Tensor) => tf.erf(tf.mul(x, Math.SQRT1_2));
