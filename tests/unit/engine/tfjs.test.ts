import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTfjsEngine, type TfjsEngine } from "@/workers/engine/tfjs/engine";
import { namedWeights } from "@/workers/engine/tfjs/named-weights";
import type { HostTensor, ProgramSpec } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { traceGraph } from "@/workers/engine/onnx/trace";
import { llama } from "@/workers/models/llama";
import { floats, given, givenIntegers } from "./cases/case";
import { randomLlama, TINY } from "./tiny-llama";

const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;

const FORWARD: ProgramSpec = {
  name: "forward",
  inputs: { ids: tokens, positions: tokens },
  build(ops, inputs) {
    const { residual } = llama.forward(ops, TINY, {
      ids: input(inputs, "ids"),
      positions: input(inputs, "positions"),
    });
    return { logits: llama.unembed(ops, TINY, residual) };
  },
};
const FEEDS = { ids: givenIntegers([1, 3], [1, 5, 2]), positions: givenIntegers([1, 3], [0, 1, 2]) };

describe("TensorFlow.js on wasm", () => {
  let engine: TfjsEngine;
  beforeAll(async () => {
    engine = await createTfjsEngine("wasm");
  });
  afterAll(() => engine.dispose());

  test("says what computes", () => {
    expect(engine).toMatchObject({ kind: "tfjs", backend: "wasm", skipped: [] });
    expect(engine.description).toMatch(/^TensorFlow\.js 4\.22\.0, wasm with SIMD/);
  });

  test("no tensor is left behind, neither by runs nor by programs", async () => {
    const before = tf.memory();
    const weights = randomLlama(TINY);
    const program = await engine.compile(FORWARD, weights);
    await program.run(FEEDS);
    const afterFirst = tf.memory();
    await program.run(FEEDS);
    await program.run(FEEDS);
    expect(tf.memory()).toMatchObject({ numTensors: afterFirst.numTensors, numBytes: afterFirst.numBytes });
    await program.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });

  test("a run that fails frees what it had made", async () => {
    const program = await engine.compile(
      {
        name: "wrong",
        inputs: { x: { dtype: "float32", shape: ["rows", 3] } },
        build: (ops, inputs) => ({ y: ops.matmul(ops.exp(input(inputs, "x")), ops.constant(FOUR, [2, 2])) }),
      },
      new Map(),
    );
    const before = tf.memory().numTensors;
    await expect(program.run({ x: floats([2, 3]) })).rejects.toThrow(/inner shapes/);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("programs over the same weights share one copy, until the last is disposed", async () => {
    const weights = randomLlama(TINY);
    const before = tf.memory().numBytes;
    const first = await engine.compile(FORWARD, weights);
    const expected = await first.run(FEEDS);
    const held = tf.memory().numBytes;
    const second = await engine.compile({ ...FORWARD, name: "again" }, weights);
    expect(tf.memory().numBytes).toBe(held);
    await first.dispose();
    await first.dispose();
    expect(await second.run(FEEDS)).toEqual(expected);
    await second.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });

  test("disposing the engine frees what its programs still hold", async () => {
    const before = tf.memory().numBytes;
    const other = await createTfjsEngine("wasm");
    const program = await other.compile(FORWARD, randomLlama(TINY));
    await program.run(FEEDS);
    await other.dispose();
    await program.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });

  test("uploads only the weights that the program names", async () => {
    const before = tf.memory().numBytes;
    const weights = new Map<string, HostTensor>([
      ["used", given([2], [1, 2])],
      ["unused", floats([1000])],
    ]);
    const program = await engine.compile(
      { name: "small", inputs: {}, build: (ops) => ({ y: ops.weight("used") }) },
      weights,
    );
    expect(tf.memory().numBytes - before).toBe(8);
    await program.dispose();
  });

  test.each([
    ["that the heap cannot give", 32_767],
    ["whose size has more than 32 bits", 40_000],
  ])("a tensor %s is an error, not garbage", async (_, rows) => {
    const program = await engine.compile(
      {
        name: "outer",
        inputs: { x: { dtype: "float32", shape: ["rows", 1] } },
        build: (ops, inputs) => ({
          y: ops.matmul(input(inputs, "x"), input(inputs, "x"), { transposeB: true }),
        }),
      },
      new Map(),
    );
    const before = tf.memory().numTensors;
    await expect(program.run({ x: floats([rows, 1]) })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: `A tensor of shape [1, ${rows}, ${rows}] does not fit into WebAssembly's 4 GiB of memory.`,
    });
    expect(tf.memory().numTensors).toBe(before);
    const { y } = await program.run({ x: given([2, 1], [2, 3]) });
    expect(Array.from(y?.data ?? [])).toEqual([4, 6, 6, 9]);
    await program.dispose();
  });
});

test("the weights that a program names are those that its traced graph holds", () => {
  expect(namedWeights(FORWARD)).toEqual(traceGraph(FORWARD, randomLlama(TINY)).used);
  expect(namedWeights(FORWARD).size).toBe(2 + 2 * 9);
});

const FOUR = Float32Array.of(1, 2, 3, 4);
