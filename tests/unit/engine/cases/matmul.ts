import { input } from "@/workers/engine/ops-inputs";
import type { MatmulOptions } from "@/workers/engine/ops";
import { floats, type Case } from "./case";

const product = (name: string, a: number[], b: number[], options: MatmulOptions = {}): Case => ({
  name: `matmul, ${name}`,
  tolerance: 2e-5,
  inputs: { a: floats(a), b: floats(b) },
  build: (ops, x) => ({ y: ops.matmul(input(x, "a"), input(x, "b"), options) }),
});

export const matmulCases: Case[] = [
  product("2-D", [7, 33], [33, 5]),
  product("2-D, transposed A", [33, 7], [33, 5], { transposeA: true }),
  product("2-D, transposed B", [7, 33], [5, 33], { transposeB: true }),
  product("2-D, both transposed", [33, 7], [5, 33], { transposeA: true, transposeB: true }),
  product("one row", [1, 300], [300, 4]),
  product("3-D by 2-D", [2, 3, 16], [16, 6]),
  product("3-D by transposed 2-D", [2, 3, 16], [6, 16], { transposeB: true }),
  product("4-D by 2-D", [2, 3, 2, 8], [8, 3]),
  product("batches", [2, 3, 5, 8], [2, 3, 8, 4]),
  product("batches, transposed B", [2, 3, 5, 8], [2, 3, 4, 8], { transposeB: true }),
  product("batches, transposed A", [2, 3, 8, 5], [2, 3, 8, 4], { transposeA: true }),
  product("broadcast batches", [2, 1, 5, 8], [1, 3, 8, 4]),
  product("2-D by 3-D", [5, 8], [3, 8, 4]),
  product("batches of transposed A by 2-D", [2, 8, 5], [8, 4], { transposeA: true }),
  product("long sum", [2, 5000], [5000, 3]),
  {
    name: "matmul, weight used plain and transposed",
    tolerance: 2e-5,
    inputs: { x: floats([2, 3, 12]), y: floats([2, 3, 20]) },
    weights: new Map([["w", floats([20, 12])]]),
    dims: { x: ["rows", "time", 12], y: ["rows", "time", 20] },
    build: (ops, x) => ({
      out: ops.matmul(input(x, "x"), ops.weight("w"), { transposeB: true }),
      back: ops.matmul(input(x, "y"), ops.weight("w")),
    }),
  },
];
