/**
 * Every SAE format against the package that wrote the file and what it computes from it (tests/golden/make_saes.py):
 * sae-lens 6.54.12 and 5.10.3, eai-sparsify 1.3.3, dictionary_learning 0.1.0; Gemma Scope, OpenAI, Qwen
 * Scope, Llama Scope, circuit-tracer and Goodfire by their formulas.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SaeConfig } from "@/domain/models";
import type { Engine } from "@/workers/engine/ops";
import { readSae } from "@/workers/sae/formats/read";
import { enginesUnderTest } from "../engine/engines";
import {
  compareSae,
  GOLDEN_SAES,
  HOOK,
  innermost,
  readGoldenSae,
  SAES_ROOT,
  WITHOUT_HOOK,
} from "./golden-saes";

const TOLERANCE = 1e-4;

const CONFIGS: Record<string, Partial<SaeConfig>> = {
  "saelens-gated": { architecture: "gated", hookName: HOOK, modelName: "tiny-gpt2", contextSize: 16 },
  "saelens5-topk": { architecture: "topk", k: 5, hookName: HOOK, prependBos: true },
  "saelens-matryoshka": { architecture: "batchtopk", k: 5, prefixes: [10] },
  "saelens-transcoder": {
    architecture: "relu",
    hookName: "blocks.1.mlp.hook_in",
    output: { hookName: "blocks.1.hook_mlp_out", width: 14 },
  },
  "saelens-skip-transcoder": { skip: true },
  "sparsify-sae": { architecture: "topk", k: 5, hookName: HOOK, subtractDecoderBias: true },
  "sparsify-transcoder": {
    hookName: "blocks.1.mlp.hook_in",
    output: { hookName: "blocks.1.hook_mlp_out", width: 12 },
    subtractDecoderBias: false,
  },
  "dictionary_learning-GatedAutoEncoder": { architecture: "gated", hookName: HOOK, contextSize: 16 },
  "dictionary_learning-BatchTopKSAE": { architecture: "batchtopk", k: 5 },
  "dictionary_learning-MatryoshkaBatchTopKSAE": { architecture: "batchtopk", k: 5, prefixes: [10] },
  "gemma-scope-2": { hookName: "blocks.1.mlp.hook_in", skip: true, modelName: "gemma-v3-270m-pt" },
  "qwen-scope": {
    ...{ architecture: "topk", k: 5, hookName: HOOK, subtractDecoderBias: false },
    modelName: "Qwen/Qwen3-1.7B-Base",
  },
  "llama-scope": { architecture: "jumprelu", hookName: HOOK, inputNormalisation: "average-norm" },
  "circuit-tracer": {
    hookName: "blocks.1.mlp.hook_in",
    output: { hookName: "blocks.1.hook_mlp_out", width: 12 },
    skip: true,
    modelName: "Qwen/Qwen3-0.6B",
  },
  goodfire: {
    ...{ architecture: "relu", hookName: HOOK, subtractDecoderBias: false },
    modelName: "meta-llama/Llama-3.1-8B-Instruct",
  },
  "openai-topk": { architecture: "topk", k: 5, inputNormalisation: "layer-norm" },
};

describe.each(enginesUnderTest())("SAEs of other programs on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(GOLDEN_SAES)("%s: features and reconstruction", async (name) => {
    for (const [what, difference] of Object.entries(await compareSae(engine, name)))
      expect(difference, what).toBeLessThan(TOLERANCE);
  });
});

test.each(Object.entries(CONFIGS))("%s says what it is", async (name, config) => {
  expect((await readGoldenSae(name)).config).toMatchObject(config);
});

describe("an SAE that cannot be read", () => {
  test.each(WITHOUT_HOOK)("%s asks for the hook", async (name) => {
    await expect(readSae(innermost(join(SAES_ROOT, name)))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/does not say where in the model the SAE reads/) as string,
    });
  });

  test("a folder without one names the formats", async () => {
    expect(existsSync(join(SAES_ROOT, "../gguf"))).toBe(true);
    await expect(readSae(join(SAES_ROOT, "../gguf"))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringMatching(/SAELens .* sparsify .* dictionary_learning/) as string,
    });
  });

  test("a language model in its place is told as one", async () => {
    await expect(readSae(join(SAES_ROOT, "../models/gpt2"))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(/holds no SAE but a model of the type "gpt2"\.$/) as string,
    });
  });
});
