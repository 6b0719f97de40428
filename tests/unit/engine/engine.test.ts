/** What a program owes its caller, on every engine: checked inputs, clear errors, results of its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine, HostTensor, ProgramSpec, Weights } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { given, givenIntegers } from "./cases/case";
import { enginesUnderTest } from "./engines";

const LINEAR: ProgramSpec = {
  name: "linear",
  inputs: { x: { dtype: "float32", shape: ["rows", 2] }, bias: { dtype: "float32", shape: ["rows", 1] } },
  build: (ops, inputs) => ({
    y: ops.add(ops.matmul(input(inputs, "x"), ops.weight("w")), input(inputs, "bias")),
  }),
};
const WEIGHTS: Weights = new Map<string, HostTensor>([
  ["w", given([2, 2], [1, 2, 3, 4])],
  ["unused", given([1], [0])],
]);
const X = given([3, 2], [1, 0, 0, 1, 1, 1]);
const BIAS = given([3, 1], [0, 10, 20]);
const Y = [1, 2, 13, 14, 24, 26];

describe.each(enginesUnderTest())("programs on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test("computes, for any number of rows", async () => {
    const program = await engine.compile(LINEAR, WEIGHTS);
    const { y } = await program.run({ x: X, bias: BIAS });
    expect(y).toMatchObject({ dtype: "float32", shape: [3, 2] });
    expect(Array.from(y?.data ?? [])).toEqual(Y);
    const one = await program.run({ x: given([1, 2], [2, 1]), bias: given([1, 1], [0.5]) });
    expect(Array.from(one.y?.data ?? [])).toEqual([5.5, 8.5]);
    await program.dispose();
  });

  test("results outlive later runs, and inputs stay as they were", async () => {
    const program = await engine.compile(LINEAR, WEIGHTS);
    const x = given([1, 2], [1, 1]);
    const [first, second] = await Promise.all([
      program.run({ x, bias: given([1, 1], [0]) }),
      program.run({ x, bias: given([1, 1], [100]) }),
    ]);
    await program.run({ x: X, bias: BIAS });
    await program.dispose();
    expect(Array.from(first.y?.data ?? [])).toEqual([4, 6]);
    expect(Array.from(second.y?.data ?? [])).toEqual([104, 106]);
    expect(Array.from(x.data)).toEqual([1, 1]);
  });

  test("a weight that the file lacks is named when the program is compiled", async () => {
    await expect(engine.compile(LINEAR, new Map())).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: 'Program linear needs the weight "w", which the file does not hold.',
    });
  });

  test.each<[problem: string, feeds: Record<string, HostTensor>, message: RegExp]>([
    ["missing", { x: X }, /input "bias" is missing/],
    ["unknown", { x: X, bias: BIAS, extra: BIAS }, /there is no input "extra"/],
    [
      "of the wrong type",
      { x: givenIntegers([1, 2], [1, 2]), bias: given([1, 1], [0]) },
      /"x" is int32\[1,2\]/,
    ],
    [
      "of the wrong shape",
      { x: given([2, 3], [1, 2, 3, 4, 5, 6]), bias: BIAS },
      /expected float32\[rows,2\]/,
    ],
    ["with other rows than its neighbour", { x: X, bias: given([2, 1], [0, 0]) }, /"bias" is float32\[2,1\]/],
    ["shorter than its shape", { x: given([3, 2], [1, 2]), bias: BIAS }, /"x" is float32\[3,2\]/],
  ])("an input that is %s is refused", async (_, feeds, message) => {
    const program = await engine.compile(LINEAR, WEIGHTS);
    await expect(program.run(feeds)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(message) as string,
    });
    await program.dispose();
  });
});
