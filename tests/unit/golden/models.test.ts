/**
 * Every family against transformers 4.57.6, Gemma 4 against 5.23.0: files that its save_pretrained wrote, and what it computes from them
 * (tests/golden/make_models.py), at every hook point and as logits.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { readModelConfig } from "@/workers/files/model-config";
import { Decoder } from "@/workers/models/generation/decoder";
import { hookWidth } from "@/workers/models/hook-points";
import { enginesUnderTest } from "../engine/engines";
import { compareModel, CONFIGS_V5, GOLDEN_MODELS, loadGoldenModel, MODELS_ROOT } from "./golden-models";

const TOLERANCE = 1e-4;

describe.each(enginesUnderTest())("models of transformers on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(GOLDEN_MODELS)("%s: hook points and logits", async (name) => {
    const differences = await compareModel(engine, name);
    // 9 hook points and the logits; GPT-NeoX and OLMo 2 lack one each
    expect(differences.size).toBeGreaterThanOrEqual(9);
    for (const [hook, difference] of differences) expect(difference, hook).toBeLessThan(TOLERANCE);
  });

  test.each(GOLDEN_MODELS)("%s: a prompt and single steps behind a KV cache", async (name) => {
    const { config, weights, ids, expected } = await loadGoldenModel(name);
    const { vocabulary } = config;
    const [rows = 0, time = 0] = ids.shape;
    const logits = input(Object.fromEntries(expected), "logits").data;
    const row = (r: number) => Array.from(ids.data.subarray(r * time, (r + 1) * time));
    const decoder = await Decoder.create(engine, config, weights);
    const prompt = 3;
    const [cache, first] = await decoder.prefill(
      Array.from({ length: rows }, (_, r) => row(r).slice(0, prompt)),
      1,
    );
    let probabilities = first;
    for (let t = prompt - 1; t < time; t++) {
      for (let r = 0; r < rows; r++) {
        const at = (r * time + t) * vocabulary;
        const reference = softmax(Array.from(logits.subarray(at, at + vocabulary)));
        reference.forEach((p, id) =>
          expect(Math.abs((probabilities[r * vocabulary + id] ?? NaN) - p)).toBeLessThan(TOLERANCE),
        );
      }
      if (t + 1 < time)
        probabilities = await decoder.step(
          cache,
          Array.from({ length: rows }, (_, r) => row(r)[t + 1] ?? 0),
          1,
        );
    }
    await decoder.dispose();
  });
});

test.each(GOLDEN_MODELS)("%s: hook points are as wide as it is said", async (name) => {
  const { config, expected } = await loadGoldenModel(name);
  for (const [hook, { shape }] of expected)
    if (hook !== "logits") expect(hookWidth(hook, config), hook).toBe(shape[2]);
});

function softmax(logits: number[]): number[] {
  const top = Math.max(...logits);
  const raised = logits.map((v) => Math.exp(v - top));
  const total = raised.reduce((a, b) => a + b);
  return raised.map((v) => v / total);
}

describe("configurations as transformers 5.23.0 writes them", () => {
  test.each(readdirSync(join(MODELS_ROOT, CONFIGS_V5)))(
    "%s says the same as the older layout",
    async (file) => {
      const older = await readModelConfig(join(MODELS_ROOT, file.replace(".json", ""), "config.json"));
      expect(await readModelConfig(join(MODELS_ROOT, CONFIGS_V5, file))).toEqual(older);
    },
  );
});
