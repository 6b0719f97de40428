import type { Ops } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { floats, given, type Case } from "./case";

type Reduction = "sum" | "mean" | "max";

const reduction = (op: Reduction, shape: number[], axis: number, keepDims: boolean, scale = 1): Case => ({
  name: `${op}, [${shape.join(",")}], axis ${axis}${keepDims ? ", kept" : ""}`,
  tolerance: op === "max" ? 0 : 2e-6,
  inputs: { x: floats(shape, { scale }) },
  build: <T>(ops: Ops<T>, x: Readonly<Record<string, T>>) => ({ y: ops[op](input(x, "x"), axis, keepDims) }),
});

const reductions = (op: Reduction): Case[] => [
  reduction(op, [3, 4, 5], 0, false),
  reduction(op, [3, 4, 5], 1, true),
  reduction(op, [3, 4, 5], -1, false),
  reduction(op, [3, 4, 5], -2, true),
  reduction(op, [7], 0, false),
  reduction(op, [2, 2051], -1, true),
  reduction(op, [2051, 2], 0, false),
];

const norm = (name: string, x: Case["inputs"][string], eps: number, tolerance = 2e-6): Case => {
  const width = x.shape[x.shape.length - 1] ?? 0;
  return {
    name: `norms, ${name}`,
    tolerance,
    inputs: { x },
    weights: new Map([
      ["weight", floats([width], { shift: 1 })],
      ["bias", floats([width])],
    ]),
    build: (ops, inputs) => ({
      rms: ops.rmsNorm(input(inputs, "x"), ops.weight("weight"), eps),
      layer: ops.layerNorm(input(inputs, "x"), ops.weight("weight"), ops.weight("bias"), eps),
    }),
  };
};

const softmaxes = (name: string, x: Case["inputs"][string], tolerance: number): Case => ({
  name: `softmax and logSoftmax, ${name}`,
  tolerance,
  inputs: { x },
  build: (ops, inputs) => ({
    softmax: ops.softmax(input(inputs, "x")),
    logSoftmax: ops.logSoftmax(input(inputs, "x")),
  }),
});

/** Values of one sign, whose sum in one float32 runs away: 2^20 ones and a bit. */
const manyPositive = floats([1, 2 ** 20 + 3], { scale: 0.01, shift: 1 });

export const reduceCases: Case[] = [
  ...reductions("sum"),
  ...reductions("mean"),
  ...reductions("max"),
  {
    name: "sum and mean of a million positive values",
    tolerance: 2e-6,
    inputs: { x: manyPositive },
    build: (ops, x) => ({ sum: ops.sum(input(x, "x"), 1, false), mean: ops.mean(input(x, "x"), -1, true) }),
  },
  norm("3-D", floats([2, 3, 288]), 1e-5),
  norm("wide rows", floats([2, 4608], { shift: 3 }), 1e-6, 2e-5),
  norm("small values", floats([2, 16], { scale: 1e-3 }), 1e-5),
  norm("a row of zeros", given([2, 4], [0, 0, 0, 0, 1, 2, 3, 4]), 1e-5),
  softmaxes("4-D", floats([2, 3, 4, 5]), 1e-6),
  softmaxes("far apart", given([2, 4], [1e4, 0, -1e4, 9999, -1e4, -1e4, -1e4 + 1, -1e4]), 1e-6),
  softmaxes("one value", floats([3, 1]), 0),
  softmaxes("a whole vocabulary", floats([3, 32000], { scale: 3 }), 2e-6),
];
