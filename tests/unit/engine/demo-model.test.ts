/** The demo's language model on every engine: against float64, against its published text, against itself. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine, HostTensor, TypedArray } from "@/workers/engine/ops";
import { argmax } from "@/workers/models/generation/sampler";
import { Decoder } from "@/workers/models/generation/decoder";
import { loadDemoModel, logitsSpec, meanLoss, residualSpec, sampleStories } from "./demo-model";
import { enginesUnderTest } from "./engines";
import { referenceOps } from "./reference-ops";

const GREEDY =
  "Once upon a time, there was a little girl named Lily. She loved to play outside in the sunshine. " +
  "One day, she saw a big, red ball in the sky. It was the sun! She thought it was so pretty.";

const model = await loadDemoModel();
const stories = sampleStories(model);
const { config, weights, tokenizer } = model;
const greedy = tokenizer.encode(GREEDY, { bos: true });

const feeds = (ids: readonly number[]) => {
  const shape = [1, ids.length];
  const positions = Int32Array.from(ids, (_, i) => i);
  return {
    ids: { dtype: "int32" as const, shape, data: Int32Array.from(ids) },
    positions: { dtype: "int32" as const, shape, data: positions },
  };
};

async function logits(engine: Engine, ids: readonly number[]): Promise<Float32Array> {
  const program = await engine.compile(logitsSpec(config), weights);
  const { logits } = await program.run(feeds(ids));
  await program.dispose();
  return (logits as HostTensor).data as Float32Array;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : NaN;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}

test("token ids of a sentence", () => {
  expect(tokenizer.encode("Once upon a time, there was a little boy named Ben.", { bos: true })).toEqual([
    1, 9038, 2501, 263, 931, 29892, 727, 471, 263, 2217, 8023, 4257, 4111, 29889,
  ]);
});

const opening = greedy.slice(0, 12);
const inputs = Object.fromEntries(
  Object.entries(feeds(opening)).map(([name, { shape, data }]) => [
    name,
    { shape, data: Float64Array.from(data) },
  ]),
);
const exact = logitsSpec(config).build(referenceOps(weights), inputs).logits;

const logitsByEngine = new Map<string, Float32Array>();

describe.each(enginesUnderTest())("stories15m on $name", ({ name, create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test("logits are those of float64 arithmetic to 1e-4", async () => {
    const found = await logits(engine, opening);
    expect(found.length).toBe(opening.length * 32000);
    expect(largestDifference(found, exact?.data ?? [])).toBeLessThan(1e-4);
  });

  test("logits of a whole passage are those of the other engines to 2e-4", async () => {
    const found = await logits(engine, greedy);
    for (const [other, theirs] of logitsByEngine) {
      const difference = largestDifference(found, theirs);
      console.log(`largest difference in logits, ${name} and ${other}: ${difference.toExponential(1)}`);
      expect(difference).toBeLessThan(2e-4);
    }
    logitsByEngine.set(name, found);
  });

  test("a prompt and single steps with the cache give the distributions of one full run", async () => {
    const decoder = await Decoder.create(engine, config, weights);
    const full = await logits(engine, greedy);
    const start = 5;
    const [cache, first] = await decoder.prefill([greedy.slice(0, start)], 1);
    let probabilities = first;
    for (let t = start; t < greedy.length; t++) {
      const row = softmax(full.subarray((t - 1) * config.vocabulary, t * config.vocabulary));
      expect(largestDifference(probabilities, row)).toBeLessThan(5e-5);
      probabilities = await decoder.step(cache, [greedy[t] ?? 0], 1);
    }
    expect(Array.from(cache.lengths)).toEqual([greedy.length]);
    await decoder.dispose();
  });

  test("writes the known greedy text", async () => {
    const decoder = await Decoder.create(engine, config, weights);
    const ids = tokenizer.encode("Once upon a time", { bos: true });
    const [cache, first] = await decoder.prefill([ids], 0);
    let probabilities = first;
    while (ids.length < greedy.length) {
      ids.push(argmax(probabilities));
      probabilities = await decoder.step(cache, ids.slice(-1), 0);
    }
    expect(tokenizer.decode(ids)).toBe(GREEDY);
    await decoder.dispose();
  });

  test.runIf(stories)("mean residual norms of a real story to 3 digits", async () => {
    const story = stories?.[0] ?? [];
    expect(story.length).toBe(191);
    const program = await engine.compile(residualSpec(config), weights);
    const residuals = await program.run(feeds(story));
    await program.dispose();
    const norms = Object.values(residuals).map(({ data }) =>
      meanNorm(data.subarray(config.width)).toFixed(3),
    );
    expect(norms).toEqual(["0.419", "1.149", "1.971", "3.101", "5.024", "7.424", "11.387"]);
  });

  test.runIf(stories)("loss of three real stories is that of float64 arithmetic", async () => {
    const { loss, predicted } = await meanLoss(engine, model, stories?.slice(0, 3) ?? []);
    expect(predicted).toBe(516);
    expect(loss).toBeCloseTo(0.99209, 4);
  });

  test.runIf(stories && name === "onnx")("loss of 24 real stories", async () => {
    const { loss, predicted } = await meanLoss(engine, model, stories?.slice(0, 24) ?? []);
    expect(predicted).toBe(4805);
    expect(loss).toBeCloseTo(0.99971, 4);
  });

  const full = Boolean(process.env.FEATURESCOPE_FULL_LOSS);
  test.runIf(stories && full && name === "onnx")(
    "loss of the whole sample",
    { timeout: 1_800_000 },
    async () => {
      const { loss, predicted } = await meanLoss(engine, model, stories ?? []);
      console.log(`loss ${loss.toFixed(4)} nats over ${predicted} tokens of ${stories?.length} stories`);
      expect(stories).toHaveLength(1728);
      expect(Math.abs(loss - 1.041)).toBeLessThan(0.005);
    },
  );
});

function softmax(row: Float32Array): Float64Array {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const raised = Float64Array.from(row, (v) => Math.exp(v - top));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map((v) => v / total);
}

function meanNorm(rows: TypedArray): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at += config.width)
    sum += Math.hypot(...rows.subarray(at, at + config.width));
  return sum / (rows.length / config.width);
}
