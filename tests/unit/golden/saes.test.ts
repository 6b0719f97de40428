/**
 * Every SAE format against the package that wrote the file and what it computes from it (tests/golden/make_saes.py):
 * sae-lens 6.54.12 and 5.10.3, eai-sparsify 1.3.3, dictionary_learning 0.1.0; Gemma Scope and OpenAI by their formulas.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saeOutput, type SaeConfig } from "@/domain/models";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/workers/files/data-folder";
import { readSafetensors } from "@/workers/files/safetensors";
import { activationOffsets, encode, encodeLowered } from "@/workers/sae/encode";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { readSae } from "@/workers/sae/formats/read";
import { jointWeights, type Sae } from "@/workers/sae/sae";
import { enginesUnderTest } from "../engine/engines";
import { relativeError } from "./relative-error";

const ROOT = join(PROJECT_ROOT, "tests/golden/saes");
const TOLERANCE = 1e-4;
const HOOK = "blocks.1.hook_resid_post";
/** Files that do not say their hook. */
const WITHOUT_HOOK = ["gemma-scope-1", "openai-topk"];

/** Some formats are recognised by the names of folders. */
function innermost(folder: string): string {
  const inner = readdirSync(folder, { withFileTypes: true }).find((entry) => entry.isDirectory());
  return inner ? innermost(join(folder, inner.name)) : folder;
}

async function load(name: string) {
  const folder = innermost(join(ROOT, name));
  const hookName = WITHOUT_HOOK.includes(name) ? HOOK : undefined;
  const stored = await readSae(folder, { hookName });
  const { tensors } = await readSafetensors(join(ROOT, name, "expected.safetensors"));
  const expected = Object.fromEntries(tensors);
  return {
    stored,
    x: input(expected, "x"),
    features: input(expected, "features"),
    output: input(expected, "output"),
  };
}

/** What the package gives, in units of the residual stream: f_i |d_i|. */
function shown(features: HostTensor, { config, weights }: Sae): HostTensor {
  if (config.rescaleByDecoderNorm) return features;
  const { width } = saeOutput(config);
  const decoder = input(Object.fromEntries(weights), "W_dec").data;
  const norms = Array.from({ length: config.dSae }, (_, i) =>
    Math.hypot(...decoder.subarray(i * width, (i + 1) * width)),
  );
  return {
    ...features,
    data: Float32Array.from(features.data, (f, at) => f * (norms[at % config.dSae] ?? NaN)),
  };
}

const CONFIGS: Record<string, Partial<SaeConfig>> = {
  "saelens-gated": { architecture: "gated", hookName: HOOK, modelName: "tiny-gpt2", contextSize: 16 },
  "saelens5-topk": { architecture: "topk", k: 5, hookName: HOOK, prependBos: true },
  "saelens-matryoshka": { architecture: "batchtopk", k: 5 },
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
  "gemma-scope-2": { hookName: "blocks.1.mlp.hook_in", skip: true, modelName: "gemma-v3-270m-pt" },
  "openai-topk": { architecture: "topk", k: 5, inputNormalisation: "layer-norm" },
};

describe.each(await enginesUnderTest())("SAEs of other programs on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(readdirSync(ROOT))("%s: features and reconstruction", async (name) => {
    const { stored, x, features, output } = await load(name);
    expect(stored.config).toMatchObject(CONFIGS[name] ?? {});
    const sae = foldForInference(stored);
    const program = await engine.compile(
      {
        name: "golden",
        inputs: { x: { dtype: "float32", shape: ["tokens", sae.config.dIn] } },
        build(ops, inputs) {
          const { features, decode } = encode(ops, sae, input(inputs, "x"));
          return { features, output: decode(features), lowered: encodeLowered(ops, sae, input(inputs, "x")) };
        },
      },
      jointWeights({ weights: new Map() }, sae),
    );
    const found = await program.run({ x });
    await program.dispose();
    expect(relativeError(found.features, shown(features, stored))).toBeLessThan(TOLERANCE);
    expect(relativeError(found.output, output)).toBeLessThan(TOLERANCE);
    // the form in which dashboards are collected holds the same features
    const offsets = activationOffsets(sae);
    const collected = Float32Array.from(found.lowered?.data ?? [], (value, at) =>
      value > 0 ? Math.max(0, value + (offsets?.[at % sae.config.dSae] ?? 0)) : 0,
    );
    expect(relativeError({ ...features, data: collected }, shown(features, stored))).toBeLessThan(TOLERANCE);
  });
});

describe("an SAE that cannot be read", () => {
  test.each(WITHOUT_HOOK)("%s asks for the hook", async (name) => {
    await expect(readSae(innermost(join(ROOT, name)))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/does not say where in the model the SAE reads/) as string,
    });
  });

  test("a folder without one names the formats", async () => {
    expect(existsSync(join(ROOT, "../gguf"))).toBe(true);
    await expect(readSae(join(ROOT, "../gguf"))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringMatching(/SAELens .* sparsify .* dictionary_learning/) as string,
    });
  });

  test("a language model in its place is told as one", async () => {
    await expect(readSae(join(ROOT, "../models/gpt2"))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(/holds no SAE but a model of the type "gpt2"\.$/) as string,
    });
  });
});
