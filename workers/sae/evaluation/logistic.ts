import { minimise } from "./minimise";

/** Rows of `width` numbers, and what each is: 1 or 0. */
export interface Labelled {
  rows: Float32Array;
  width: number;
  labels: Uint8Array;
}

/** Says 1 where `rows . weights + bias` is above 0. */
export interface LinearProbe {
  weights: Float64Array;
  bias: number;
}

/** Mean gradient a row at which the fit is good enough. */
const TOLERANCE = 1e-6;

/**
 * Logistic regression with an L2 penalty: the minimum of `|w|^2 / 2 + sum log(1 + exp(-y (x w + b)))` over standardised
 * columns (mean 0 and deviation 1 over these rows; a constant one counts nothing), y being 1 or -1, b without penalty. That
 * is scikit-learn's LogisticRegression at its default C of 1 behind a StandardScaler.
 * @returns the probe in the units of the rows
 */
export function fitLogistic({ rows, width, labels }: Labelled): LinearProbe {
  const count = labels.length;
  const { means, deviations } = columnMoments(rows, width, count);
  const scaled = Float64Array.from(rows, (value, i) => {
    const j = i % width;
    return (value - (means[j] as number)) / (deviations[j] as number);
  });
  const signals = new Float64Array(count);
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    for (let j = 0; j < width; j++) value += (at[j] as number) ** 2 / 2;
    for (let r = 0, from = 0; r < count; r++, from += width) {
      let z = at[width] as number;
      for (let j = 0; j < width; j++) z += (scaled[from + j] as number) * (at[j] as number);
      const label = labels[r] as number;
      value += softplus(label === 1 ? -z : z);
      signals[r] = 1 / (1 + Math.exp(-z)) - label;
    }
    gradient.set(at);
    gradient[width] = 0;
    for (let r = 0, from = 0; r < count; r++, from += width) {
      const signal = signals[r] as number;
      for (let j = 0; j < width; j++)
        gradient[j] = (gradient[j] as number) + signal * (scaled[from + j] as number);
      gradient[width] = gradient[width] + signal;
    }
    return value;
  };
  const found = minimise(objective, new Float64Array(width + 1), TOLERANCE * Math.max(1, count));
  const weights = new Float64Array(width);
  let bias = found[width] as number;
  for (let j = 0; j < width; j++) {
    weights[j] = (found[j] as number) / (deviations[j] as number);
    bias -= (weights[j] as number) * (means[j] as number);
  }
  return { weights, bias };
}

/** Numbers that differ by less than this share of their mean are the same, as float32 has them. */
const SAME = 1e-6;

/** What the probe says of each row: 1 or 0. */
export function predict({ weights, bias }: LinearProbe, rows: Float32Array): Uint8Array {
  const width = weights.length;
  return Uint8Array.from({ length: rows.length / width }, (_, r) => {
    let z = bias;
    for (let j = 0; j < width; j++) z += (rows[r * width + j] as number) * (weights[j] as number);
    return z > 0 ? 1 : 0;
  });
}

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

function columnMoments(rows: Float32Array, width: number, count: number) {
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let i = 0; i < rows.length; i++)
    means[i % width] = (means[i % width] as number) + (rows[i] as number) / count;
  for (let i = 0; i < rows.length; i++)
    deviations[i % width] =
      (deviations[i % width] as number) + ((rows[i] as number) - (means[i % width] as number)) ** 2 / count;
  return {
    means,
    deviations: deviations.map((variance, j) => {
      const deviation = Math.sqrt(variance);
      // what is left of a constant column is rounding, which must not be taken for a signal
      return deviation > SAME * Math.abs(means[j] as number) ? deviation : 1;
    }),
  };
}
