import { input } from "@/workers/engine/ops-inputs";
import { floats, given, givenIntegers, integers, type Case } from "./case";

const topK = (name: string, x: Case["inputs"][string], k: number): Case => ({
  name: `topK and keepTopK, ${name}`,
  tolerance: 0,
  inputs: { x },
  build: (ops, inputs) => ({ ...ops.topK(input(inputs, "x"), k), kept: ops.keepTopK(input(inputs, "x"), k) }),
});

export const selectCases: Case[] = [
  {
    name: "gather, 2-D ids",
    tolerance: 0,
    inputs: { ids: integers([2, 5], 11) },
    dims: { ids: ["rows", "time"] },
    weights: new Map([["table", floats([11, 6])]]),
    build: (ops, x) => ({ y: ops.gather(ops.weight("table"), input(x, "ids")) }),
  },
  {
    name: "gather, no axis",
    tolerance: 0,
    inputs: { id: givenIntegers([], [3]), table: floats([4, 2]) },
    build: (ops, x) => ({ y: ops.gather(input(x, "table"), input(x, "id")) }),
  },
  {
    name: "pick, 3-D",
    tolerance: 0,
    inputs: { x: floats([2, 3, 7]), ids: integers([2, 3], 7) },
    dims: { x: ["rows", "time", 7], ids: ["rows", "time"] },
    build: (ops, x) => ({ y: ops.pick(input(x, "x"), input(x, "ids")) }),
  },
  {
    name: "pick, first and last column",
    tolerance: 0,
    inputs: { x: floats([3, 5]), ids: givenIntegers([3], [0, 4, 0]) },
    build: (ops, x) => ({ y: ops.pick(input(x, "x"), input(x, "ids")) }),
  },
  topK("3-D", floats([2, 3, 40]), 5),
  topK("wide", floats([3, 4608]), 32),
  topK("everything", floats([2, 6]), 6),
  topK("negative values", floats([2, 9], { shift: -5 }), 3),
  topK("one", floats([4, 8]), 1),
  topK(
    "ties",
    given([3, 8], [2, 1, 2, 3, 2, 3, 0, 2, ...Array<number>(8).fill(1), 0, 0, 5, 0, 0, 5, 0, 0]),
    4,
  ),
  topK(
    "ties among hundreds",
    given(
      [1, 600],
      Array.from({ length: 600 }, (_, i) => (i * 7) % 5),
    ),
    200,
  ),
];
