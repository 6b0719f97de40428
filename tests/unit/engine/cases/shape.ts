import type { Ops } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { floats, integers, type Case } from "./case";

const reshape = (name: string, from: number[], to: number[]): Case => ({
  name: `reshape, ${name}`,
  tolerance: 0,
  inputs: { x: floats(from) },
  build: (ops, x) => ({ y: ops.reshape(input(x, "x"), to) }),
});

const slice = (axis: number, start: number, end?: number): Case => ({
  name: `slice, axis ${axis}, from ${start} to ${end ?? "the end"}`,
  tolerance: 0,
  inputs: { x: floats([3, 5, 4]) },
  build: (ops, x) => ({ y: ops.slice(input(x, "x"), axis, start, end) }),
});

const concat = (axis: number, shapes: number[][]): Case => ({
  name: `concat, axis ${axis}`,
  tolerance: 0,
  inputs: Object.fromEntries(shapes.map((shape, i) => [`x${i}`, floats(shape)])),
  build: (ops, x) => ({
    y: ops.concat(
      shapes.map((_, i) => input(x, `x${i}`)),
      axis,
    ),
  }),
});

const keepsIntegers = <T>(ops: Ops<T>, x: Readonly<Record<string, T>>) => {
  const ids = input(x, "ids");
  return {
    reshaped: ops.reshape(ids, [-1]),
    transposed: ops.transpose(ids, [1, 0]),
    joined: ops.concat([ids, ids], -1),
    sliced: ops.slice(ids, 1, -2),
    rows: ops.gather(ids, ops.constant(Int32Array.of(1, 0), [2])),
  };
};

export const shapeCases: Case[] = [
  reshape("infer", [4, 6], [2, -1, 3]),
  reshape("keep and infer", [2, 3, 8], [0, 0, 4, -1]),
  reshape("to a vector", [2, 3], [-1]),
  {
    name: "transpose, 3 axes",
    tolerance: 0,
    inputs: { x: floats([2, 3, 5]) },
    build: (ops, x) => ({ y: ops.transpose(input(x, "x"), [2, 0, 1]) }),
  },
  {
    name: "transpose, heads",
    tolerance: 0,
    inputs: { x: floats([2, 3, 4, 5]) },
    build: (ops, x) => ({ y: ops.transpose(input(x, "x"), [0, 2, 1, 3]) }),
  },
  slice(1, 1, 3),
  slice(-1, 2),
  slice(0, -2),
  slice(1, -4, -1),
  slice(2, 1, 99),
  concat(1, [
    [2, 3],
    [2, 1],
    [2, 4],
  ]),
  concat(-2, [
    [1, 2, 3],
    [1, 4, 3],
  ]),
  {
    name: "integers stay integers",
    tolerance: 0,
    inputs: { ids: integers([2, 4], 1000) },
    build: keepsIntegers,
  },
  {
    name: "constants of both types",
    tolerance: 0,
    inputs: { x: floats([2, 2]) },
    build: (ops, x) => ({
      scaled: ops.mul(input(x, "x"), ops.constant(0.5)),
      table: ops.constant(Float32Array.of(1, 2, 3, 4), [2, 2]),
      ids: ops.constant(Int32Array.of(7, 8), [2]),
    }),
  },
  {
    name: "an input and a weight as outputs",
    tolerance: 0,
    inputs: { x: floats([2, 2]) },
    weights: new Map([["w", floats([3])]]),
    build: (ops, x) => ({ x: input(x, "x"), w: ops.weight("w"), again: ops.weight("w") }),
  },
];
