/** Ops in float64 with plain loops: what the engines are compared with. Written from ops.ts alone. */
import type { HostTensor, Ops, Weights } from "@/workers/engine/ops";

export interface Array64 {
  shape: number[];
  data: Float64Array;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, dim) => product * dim, 1);
const at = (data: ArrayLike<number>, i: number) => data[i] as number;

export const array64 = ({ shape, data }: HostTensor): Array64 => ({
  shape: [...shape],
  data: Float64Array.from(data),
});

export function referenceOps(weights: Weights): Ops<Array64> {
  return {
    weight: (name) => array64(weights.get(name) as HostTensor),
    constant: (values, shape = []) => ({
      shape: [...shape],
      data: typeof values === "number" ? Float64Array.of(values) : Float64Array.from(values),
    }),

    add: (a, b) => pairwise(a, b, (x, y) => x + y),
    sub: (a, b) => pairwise(a, b, (x, y) => x - y),
    mul: (a, b) => pairwise(a, b, (x, y) => x * y),
    div: (a, b) => pairwise(a, b, (x, y) => x / y),
    maximum: (a, b) => pairwise(a, b, Math.max),
    minimum: (a, b) => pairwise(a, b, Math.min),
    greater: (a, b) => pairwise(a, b, (x, y) => Number(x > y)),
    exp: (x) => each(x, Math.exp),
    log: (x) => each(x, Math.log),
    sqrt: (x) => each(x, Math.sqrt),
    tanh: (x) => each(x, Math.tanh),
    sigmoid: (x) => each(x, (v) => 1 / (1 + Math.exp(-v))),
    relu: (x) => each(x, (v) => Math.max(0, v)),
    silu: (x) => each(x, (v) => v / (1 + Math.exp(-v))),
    gelu: (x, form) =>
      each(x, (v) =>
        form === "tanh"
          ? (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))
          : (v / 2) * (1 + erf(v / Math.SQRT2)),
      ),

    matmul,
    reshape(x, shape) {
      const known = shape.map((dim, axis) => (dim === 0 ? at(x.shape, axis) : dim));
      const rest = x.data.length / -sizeOf(known);
      return { shape: known.map((dim) => (dim === -1 ? rest : dim)), data: x.data };
    },
    transpose,
    concat: (parts, axis) => {
      const place = fromFront(axis, (parts[0] as Array64).shape.length);
      const shape = [...(parts[0] as Array64).shape];
      shape[place] = parts.reduce((sum, part) => sum + at(part.shape, place), 0);
      let offset = 0;
      const starts = parts.map((part) => (offset += at(part.shape, place)) - at(part.shape, place));
      return fill(shape, (index) => {
        const which = starts.findLastIndex((start) => start <= at(index, place));
        const inside = [...index];
        inside[place] = at(index, place) - at(starts, which);
        return read(parts[which] as Array64, inside);
      });
    },
    slice(x, axis, start, end) {
      const place = fromFront(axis, x.shape.length);
      const whole = Array.from({ length: at(x.shape, place) }, (_, i) => i);
      const kept = whole.slice(start, end);
      const shape = x.shape.map((dim, i) => (i === place ? kept.length : dim));
      return fill(shape, (index) =>
        read(
          x,
          index.map((i, axis) => (axis === place ? at(kept, i) : i)),
        ),
      );
    },

    sum: (x, axis, keepDims) => reduce(x, axis, keepDims, (values) => values.reduce((a, b) => a + b, 0)),
    mean: (x, axis, keepDims) =>
      reduce(x, axis, keepDims, (values) => values.reduce((a, b) => a + b, 0) / values.length),
    max: (x, axis, keepDims) => reduce(x, axis, keepDims, (values) => Math.max(...values)),

    softmax: (x) => rowwise(x, softmax),
    logSoftmax: (x) =>
      rowwise(x, (row) => {
        const top = Math.max(...row);
        const total = row.reduce((sum, v) => sum + Math.exp(v - top), 0);
        return row.map((v) => v - top - Math.log(total));
      }),
    rmsNorm: (x, weight, eps) =>
      rowwise(x, (row) => {
        const root = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / row.length + eps);
        return row.map((v, i) => (v / root) * at(weight.data, i));
      }),
    layerNorm: (x, weight, bias, eps) =>
      rowwise(x, (row) => {
        const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
        const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
        return row.map(
          (v, i) => ((v - mean) / Math.sqrt(variance + eps)) * at(weight.data, i) + at(bias.data, i),
        );
      }),

    gather(table, ids) {
      const width = at(table.shape, 1);
      const data = new Float64Array(ids.data.length * width);
      ids.data.forEach((id, i) => data.set(table.data.subarray(id * width, (id + 1) * width), i * width));
      return { shape: [...ids.shape, width], data };
    },
    pick(x, ids) {
      const width = x.shape[x.shape.length - 1] as number;
      return { shape: ids.shape, data: ids.data.map((id, i) => at(x.data, i * width + id)) };
    },
    topK(x, k) {
      const rows = rowsOf(x).map((row) => largest(row, k));
      const shape = [...x.shape.slice(0, -1), k];
      return {
        values: { shape, data: Float64Array.from(rows.flatMap((row) => row.map(({ value }) => value))) },
        indices: { shape, data: Float64Array.from(rows.flatMap((row) => row.map(({ index }) => index))) },
      };
    },
    keepTopK: (x, k) =>
      rowwise(x, (row) => {
        const kept = new Set(largest(row, k).map(({ index }) => index));
        return row.map((v, i) => (kept.has(i) ? v : 0));
      }),

    rope(x, positions, { cos, sin }, { heads, headWidth, rotatedWidth, interleaved }) {
      const data = x.data.slice();
      const pairs = rotatedWidth / 2;
      positions.data.forEach((position, token) => {
        for (let head = 0; head < heads; head++) {
          for (let pair = 0; pair < pairs; pair++) {
            const base = (token * heads + head) * headWidth;
            const first = base + (interleaved ? 2 * pair : pair);
            const second = base + (interleaved ? 2 * pair + 1 : pair + pairs);
            const [c, s] = [at(cos.data, position * pairs + pair), at(sin.data, position * pairs + pair)];
            data[first] = at(x.data, first) * c - at(x.data, second) * s;
            data[second] = at(x.data, second) * c + at(x.data, first) * s;
          }
        }
      });
      return { shape: x.shape, data };
    },

    attention(q, k, v, { heads, kvHeads, scale, past, cap, window, sinks }) {
      const [rows, time, total] = q.shape as [number, number, number];
      const width = total / heads;
      const slots = past ? at(past.keys.shape, 2) : 0;
      const data = new Float64Array(q.data.length);
      for (let row = 0; row < rows; row++) {
        for (let head = 0; head < heads; head++) {
          const shared = Math.floor((head * kvHeads) / heads);
          for (let t = 0; t < time; t++) {
            const query = q.data.subarray((row * time + t) * total + head * width).subarray(0, width);
            const keys: Float64Array[] = [];
            const values: Float64Array[] = [];
            const biases: number[] = [];
            const position = window ? at(window.positions.data, row * time + t) : 0;
            for (let slot = 0; past && slot < slots; slot++) {
              if (window && position - slot >= window.size) continue;
              const from = ((row * kvHeads + shared) * slots + slot) * width;
              keys.push(past.keys.data.subarray(from, from + width));
              values.push(past.values.data.subarray(from, from + width));
              biases.push(at(past.bias.data, row * slots + slot));
            }
            for (let earlier = 0; earlier <= t; earlier++) {
              if (window && t - earlier >= window.size) continue;
              const from = ((row * time + earlier) * kvHeads + shared) * width;
              keys.push(k.data.subarray(from, from + width));
              values.push(v.data.subarray(from, from + width));
              biases.push(0);
            }
            const capped = (score: number) => (cap === undefined ? score : cap * Math.tanh(score / cap));
            const scores = keys.map((key, i) => capped(dot(query, key) * scale) + at(biases, i));
            // the sink's share has no value to weigh, and goes nowhere
            const weights = softmax(sinks ? [...scores, at(sinks.data, head)] : scores).slice(0, keys.length);
            const out = data.subarray((row * time + t) * total + head * width);
            weights.forEach((weight, i) => {
              for (let j = 0; j < width; j++) out[j] = at(out, j) + weight * at(values[i] as Float64Array, j);
            });
          }
        }
      }
      return { shape: q.shape, data };
    },
  };
}

const fromFront = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * at(b, i), 0);
const each = (x: Array64, change: (v: number) => number): Array64 => ({
  shape: x.shape,
  data: x.data.map(change),
});

/** Row-major; an index longer than the shape is cut on the left and an axis of length 1 is repeated. */
function read({ shape, data }: Array64, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return at(
    data,
    shape.reduce((place, dim, axis) => place * dim + (dim === 1 ? 0 : at(own, axis)), 0),
  );
}

function fill(shape: number[], value: (index: number[]) => number): Array64 {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(unravel(i, shape))) };
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [one, other] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return one === 1 ? other : one;
  });
}

const pairwise = (a: Array64, b: Array64, combine: (x: number, y: number) => number): Array64 =>
  fill(broadcast(a.shape, b.shape), (index) => combine(read(a, index), read(b, index)));

function transpose(x: Array64, permutation: readonly number[]): Array64 {
  const shape = permutation.map((axis) => at(x.shape, axis));
  return fill(shape, (index) => {
    const source: number[] = [];
    permutation.forEach((axis, i) => (source[axis] = at(index, i)));
    return read(x, source);
  });
}

function matmul(
  a: Array64,
  b: Array64,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Array64 {
  const swap = (x: Array64) => {
    const axes = x.shape.map((_, i) => i);
    return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
  };
  const left = options.transposeA ? swap(a) : a;
  const right = options.transposeB ? b : swap(b); // so that both are read along their last axis
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = right.shape[right.shape.length - 2] as number;
  const outer = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const product = new Float64Array(sizeOf(outer) * rows * columns);
  const matrixOf = (x: Array64, place: number) => read(numbered(x.shape.slice(0, -2)), unravel(place, outer));
  for (let place = 0; place < sizeOf(outer); place++) {
    const l = matrixOf(left, place) * rows * inner;
    const r = matrixOf(right, place) * columns * inner;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let i = 0; i < inner; i++)
          sum += (left.data[l + row * inner + i] as number) * (right.data[r + column * inner + i] as number);
        product[(place * rows + row) * columns + column] = sum;
      }
    }
  }
  return { shape: [...outer, rows, columns], data: product };
}

/** Each element is its own place. */
const numbered = (shape: number[]): Array64 => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
});

function unravel(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    index[axis] = rest % at(shape, axis);
    rest = Math.floor(rest / at(shape, axis));
  }
  return index;
}

function reduce(x: Array64, axis: number, keepDims: boolean, combine: (values: number[]) => number): Array64 {
  const place = fromFront(axis, x.shape.length);
  const shape = x.shape.map((dim, i) => (i === place ? 1 : dim));
  const { data } = fill(shape, (index) =>
    combine(
      Array.from({ length: at(x.shape, place) }, (_, i) =>
        read(
          x,
          index.map((v, axis) => (axis === place ? i : v)),
        ),
      ),
    ),
  );
  return { shape: keepDims ? shape : x.shape.filter((_, i) => i !== place), data };
}

function rowsOf(x: Array64): number[][] {
  const width = x.shape[x.shape.length - 1] as number;
  return Array.from({ length: x.data.length / width }, (_, row) => [
    ...x.data.subarray(row * width, (row + 1) * width),
  ]);
}

const rowwise = (x: Array64, change: (row: number[]) => number[]): Array64 => ({
  shape: x.shape,
  data: Float64Array.from(rowsOf(x).flatMap(change)),
});

function softmax(row: number[]): number[] {
  const top = Math.max(...row);
  const raised = row.map((v) => Math.exp(v - top));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map((v) => v / total);
}

const largest = (row: number[], k: number) =>
  row
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, k);

/** By the series all terms of which have one sign, so that none cancels another. */
function erf(x: number): number {
  if (Math.abs(x) >= 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
