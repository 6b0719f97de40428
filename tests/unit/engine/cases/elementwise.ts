import type { Ops } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { floats, given, type Case } from "./case";

type Binary = "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "greater";
type Unary = "exp" | "log" | "sqrt" | "tanh" | "sigmoid" | "relu" | "silu";

const SHAPES: [name: string, a: number[], b: number[]][] = [
  ["same shape", [3, 5], [3, 5]],
  ["row", [4, 3, 5], [5]],
  ["column", [3, 5], [3, 1]],
  ["outer", [4, 1], [1, 7]],
  ["middle", [2, 3, 1, 4], [2, 1, 5, 1]],
  ["scalar on the left", [], [2, 3]],
];

const binary = (op: Binary, tolerance: number): Case[] =>
  SHAPES.map(([name, a, b]) => ({
    name: `${op}, ${name}`,
    tolerance,
    inputs: { a: floats(a), b: op === "div" ? floats(b, { scale: 0.2, shift: 2 }) : floats(b) },
    build: <T>(ops: Ops<T>, x: Readonly<Record<string, T>>) => ({ y: ops[op](input(x, "a"), input(x, "b")) }),
  }));

const unary = (op: Unary, tolerance: number, values: number[]): Case => ({
  name: op,
  tolerance,
  inputs: { x: given([values.length], values) },
  build: <T>(ops: Ops<T>, x: Readonly<Record<string, T>>) => ({ y: ops[op](input(x, "x")) }),
});

const gelu = (form: "tanh" | "erf", tolerance: number): Case => ({
  name: `gelu, ${form}`,
  tolerance,
  inputs: { x: given([9], WIDE) },
  build: (ops, x) => ({ y: ops.gelu(input(x, "x"), form) }),
});

const WIDE = [-30, -6, -1.5, -1e-3, 0, 1e-3, 0.7, 4, 30];
const POSITIVE = [1e-30, 1e-3, 0.5, 1, 2.5, 1e6];

export const elementwiseCases: Case[] = [
  ...binary("add", 1e-7),
  ...binary("sub", 1e-7),
  ...binary("mul", 1e-7),
  ...binary("div", 2e-7),
  ...binary("maximum", 0),
  ...binary("minimum", 0),
  ...binary("greater", 0),
  {
    name: "greater, equal values",
    tolerance: 0,
    inputs: { a: given([4], [1, 2, -1, 0]), b: given([4], [1, 1, 0, 0]) },
    build: (ops, x) => ({ y: ops.greater(input(x, "a"), input(x, "b")) }),
  },
  unary("exp", 1e-6, [-80, -2, -1e-4, 0, 1e-4, 1, 20]),
  unary("log", 1e-6, POSITIVE),
  unary("sqrt", 1e-6, [0, ...POSITIVE]),
  unary("tanh", 1e-6, WIDE),
  unary("sigmoid", 1e-6, WIDE),
  unary("relu", 0, WIDE),
  unary("silu", 1e-6, WIDE),
  gelu("tanh", 1e-6),
  gelu("erf", 1e-6),
];
