/** What a researcher is told when model, hook, layer, scale or text do not fit an SAE. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SaeQuality } from "@/domain/collections";
import type { SaeConfig } from "@/domain/models";
import { PROJECT_ROOT } from "@/domain/project-root";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { checkMemory, neededMemory } from "@/workers/import/check-memory";
import { checkPairing, checkTexts } from "@/workers/import/check-pairing";
import { readOtherHooks } from "@/workers/import/other-hooks";
import { smokeTest, warningsFor } from "@/workers/import/smoke-test";
import { measureQuality } from "@/workers/sae/quality";
import type { Sae } from "@/workers/sae/sae";
import { tinyGpt2 } from "../../support/files/tiny-gpt2";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary-folder";

const HOOK = "blocks.1.hook_resid_post";
const config: SaeConfig = {
  architecture: "relu",
  dIn: 24,
  dSae: 1000,
  hookName: HOOK,
  subtractDecoderBias: false,
};
const good: SaeQuality = {
  tokens: 1000,
  l0: 40,
  fvu: 0.1,
  ceClean: 3,
  ceSae: 3.1,
  ceZero: 8,
  ceRecovered: 0.98,
  dead: 0.2,
  deadTokens: 1000,
};

describe("figures of the trial", () => {
  test("good ones are passed over in silence", () => {
    expect(warningsFor(good, config)).toEqual([]);
  });

  test.each<[string, Partial<SaeQuality>, Partial<SaeConfig>, RegExp]>([
    ["worse than the mean", { fvu: 3 }, {}, /worse than the mean \(300\.0 %.*another model, hook or layer/],
    ["no number", { fvu: NaN }, {}, /worse than the mean/],
    ["poor", { fvu: 0.6 }, {}, /60\.0 % of the variance at blocks\.1\.hook_resid_post is unexplained/],
    ["almost nothing active", { l0: 0.02 }, {}, /0\.02 features a token are active.*larger activations/],
    ["almost everything active", { l0: 700 }, {}, /700 of 1000 features.*smaller activations/],
    [
      "batch-top-k at another L0",
      { l0: 130 },
      { architecture: "batchtopk", k: 32 },
      /130\.0 features a token are active, but the SAE was trained for 32: the scale/,
    ],
    ["loss not recovered", { ceRecovered: 0.2 }, {}, /recovers only 20\.0 % of its loss/],
    ["trained without BOS", {}, { prependBos: false }, /trained on texts without BOS/],
  ])("%s", (_, quality, changed, warning) => {
    const warnings = warningsFor({ ...good, ...quality }, { ...config, ...changed });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(warning);
  });
});

describe("what a configuration says of texts and of the model", () => {
  const special = { bos: 1, special: new Set([1, 2]) };
  const plain = [Uint32Array.of(1, 5, 6)];
  const ended = [Uint32Array.of(1, 5, 2, 6)];

  test("is looked at before anything is collected", () => {
    expect(() => checkTexts(config, special, ended)).not.toThrow();
    expect(() => checkTexts({ ...config, prependBos: false }, special, plain)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringContaining("texts without BOS (prepend_bos false)") as string,
        hint: expect.stringContaining("--force") as string,
      }),
    );
    for (const excludedTokens of ["special" as const, [2, 1]]) {
      expect(() => checkTexts({ ...config, excludedTokens }, special, plain)).not.toThrow();
      expect(() => checkTexts({ ...config, excludedTokens }, special, ended)).toThrow(
        "The text holds token 2, which the SAE was trained without (exclude_special_tokens).",
      );
    }
  });

  test("centred writing weights there are with LayerNorm alone", async () => {
    const { config: gpt2 } = await loadLanguageModel(
      join(PROJECT_ROOT, "tests/golden/gguf/models/gpt2.gguf"),
    );
    const centred = { ...config, centred: true };
    expect(() => checkPairing(centred, gpt2)).not.toThrow();
    expect(() => checkPairing(centred, { ...gpt2, family: "llama" })).toThrow(
      "center_writing_weights, which there is with LayerNorm alone, not with llama.",
    );
  });

  test("another state of the model is told", () => {
    const warnings = warningsFor(good, { ...config, modelName: "pythia-70m", modelRevision: "step1000" });
    expect(warnings).toEqual([
      "The SAE was trained on another state of pythia-70m than the latest: step1000.",
    ]);
  });
});

describe("on a model", () => {
  const engine = createOnnxEngine();
  let folder: TemporaryFolder;
  let model: LanguageModel;
  const passages: Uint32Array[] = [];
  beforeAll(async () => {
    folder = await temporaryFolder("pairing");
    model = await loadLanguageModel(await tinyGpt2(join(folder.path, "model")));
    for (let i = 0; i < 40; i++)
      passages.push(
        Uint32Array.from(model.tokenizer.encode(`dog number ${i} ran to the park.`, { bos: true })),
      );
  });
  afterAll(() => Promise.all([engine.dispose(), folder.remove()]));

  /**
   * A feature for each sign of each dimension, active above `threshold`; exact where all activations are above it.
   */
  function signSae(hookName: string, threshold = 0): Sae {
    const width = 24;
    const encoder = new Float32Array(width * 2 * width);
    const decoder = new Float32Array(2 * width * width);
    for (let i = 0; i < width; i++)
      for (const sign of [1, -1]) {
        const feature = 2 * i + (sign === 1 ? 0 : 1);
        encoder[i * 2 * width + feature] = sign;
        decoder[feature * width + i] = sign;
      }
    const float = (shape: number[], data: Float32Array) => ({ dtype: "float32", shape, data }) as const;
    return {
      config: { ...config, architecture: "jumprelu", dSae: 2 * width, hookName },
      weights: new Map([
        ["W_enc", float([width, 2 * width], encoder)],
        ["W_dec", float([2 * width, width], decoder)],
        ["b_enc", float([2 * width], new Float32Array(2 * width))],
        ["b_dec", float([width], new Float32Array(width))],
        ["threshold", float([2 * width], new Float32Array(2 * width).fill(threshold))],
      ]),
    };
  }

  test("what fits is not warned of", async () => {
    const trial = await smokeTest(engine, model, signSae(HOOK), passages);
    expect(trial.quality.fvu).toBeLessThan(1e-6);
    expect(trial.wrong).toBe(false);
  });

  /** The model with what the MLPs of some layers write made small. */
  function quietMlps(layers: number[]): LanguageModel {
    const weights = new Map(model.weights);
    for (const layer of layers)
      for (const part of ["weight", "bias"]) {
        const name = `transformer.h.${layer}.mlp.c_proj.${part}`;
        const weight = weights.get(name);
        if (weight) weights.set(name, { ...weight, data: Float32Array.from(weight.data, (x) => x / 1000) });
      }
    return { ...model, weights };
  }
  const MLP = "blocks.1.hook_mlp_out";

  test("an SAE trained on scaled activations: names the factor and where to write it", async () => {
    const { quality, wrong, warnings } = await smokeTest(
      engine,
      quietMlps([0, 1, 2]),
      signSae(MLP, 0.3),
      passages,
    );
    expect(quality.fvu).toBeGreaterThan(0.99);
    expect(wrong).toBe(true);
    expect(warnings.join("\n")).toMatch(
      /With activations times [\d.]+, which brings their mean norm to sqrt\(d\), only [\d.]+ % is unexplained.*activation_scaler\.json/,
    );
    expect(warnings.join("\n")).not.toContain("--hook");
  });

  test("an SAE of another layer: names the hook at which it fits", async () => {
    const { wrong, warnings } = await smokeTest(engine, quietMlps([1]), signSae(MLP, 0.3), passages);
    expect(wrong).toBe(true);
    expect(warnings.join("\n")).toMatch(
      /At blocks\.([02])\.hook_mlp_out the same SAE leaves only [\d.]+ % unexplained: try --hook blocks\.\1\.hook_mlp_out\./,
    );
  });

  test("every other layer is tried in one run, with the figures of a run of its own", async () => {
    const sae = signSae("blocks.1.hook_resid_pre", 0.3);
    const others = await readOtherHooks(engine, model, sae, passages);
    expect(others.map(({ hookName }) => hookName)).toEqual([
      "blocks.0.hook_resid_pre",
      "blocks.2.hook_resid_pre",
    ]);
    for (const { hookName, fvu } of others) {
      const moved = { ...sae, config: { ...sae.config, hookName } };
      const alone = await measureQuality(passages, { engine, model, sae: moved });
      expect(fvu).toBeCloseTo(alone.fvu, 6);
    }
  });

  test.each<[string, Partial<SaeConfig>, string]>([
    [
      "another width",
      { dIn: 768, modelName: "gpt2-small" },
      `The SAE has width 768 at ${HOOK}, but this gpt2 model has 24 there. It was trained on gpt2-small.`,
    ],
    [
      "a layer beyond the model",
      { hookName: "blocks.11.hook_resid_pre" },
      'The model has no hook point "blocks.11.hook_resid_pre".',
    ],
    [
      "a hook that is not read here",
      { hookName: "blocks.1.attn.hook_q" },
      'The model has no hook point "blocks.1.attn.hook_q".',
    ],
    [
      "a transcoder that writes too wide",
      { output: { hookName: "blocks.1.hook_mlp_out", width: 25 } },
      "The SAE has width 25 at blocks.1.hook_mlp_out, but this gpt2 model has 24 there.",
    ],
  ])("%s is refused before anything is computed", (_, changed, message) => {
    expect(() => checkPairing({ ...config, ...changed }, model.config)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message,
        hint: expect.stringMatching(/--hook|L from 0 to 2/) as string,
      }),
    );
  });

  test("what is larger than the memory is refused with both numbers", () => {
    // GPT-2 with a million features: 0.124e9 numbers once, 1.612e9 twice while they are folded, two outputs of 64 tokens
    const large = {
      ...model.config,
      width: 768,
      hidden: 3072,
      layers: 12,
      heads: 12,
      kvHeads: 12,
      vocabulary: 50257,
    };
    const sae = { ...config, dIn: 768, dSae: 1 << 20 };
    expect(() => checkMemory(large, sae, 12 * 2 ** 30)).toThrow(
      expect.objectContaining({
        code: "TOO_LARGE",
        message: expect.stringMatching(
          /^A worker needs about 13\.0 GiB for this model and SAE; this machine has 12\.0 GiB\.$/,
        ) as string,
      }),
    );
    // 65k features fit
    expect(() => checkMemory(large, { ...sae, dSae: 1 << 16 }, 2 * 2 ** 30)).not.toThrow();
    // Gemma-2-2B with a Gemma Scope SAE of 16k, 9.7 GiB of weights: once, and the SAE twice
    const gemma = {
      ...{ ...large, family: "gemma2" as const, width: 2304, hidden: 9216, layers: 26 },
      ...{ heads: 8, kvHeads: 4, headWidth: 256, vocabulary: 256_000 },
    };
    const scope = { ...sae, dIn: 2304, dSae: 1 << 14 };
    expect(neededMemory(gemma, scope) / 2 ** 30).toBeCloseTo(10.4, 1);
    expect(() => checkMemory(gemma, scope, 12 * 2 ** 30)).not.toThrow();
  });
});
