import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Ops, ProgramSpec, TensorSpec, Weights } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder } from "@/workers/files/data-folder";
import { ensureLanguageModel, loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { batchPassages } from "@/workers/models/batches";
import { familyOf } from "@/workers/models/families";

const DEMO = "stories15m";

/** The demo's language model; fetched into the data folder where it is not there yet. */
export async function loadDemoModel(): Promise<LanguageModel> {
  const { source } = await readLanguageModelManifest(DEMO);
  return loadLanguageModel(await ensureLanguageModel(source, { dataFolder: dataFolder() }));
}

const tokens: TensorSpec = { dtype: "int32", shape: ["rows", "time"] };

function logitsOf<T>(ops: Ops<T>, config: LanguageModelConfig, inputs: Readonly<Record<string, T>>): T {
  const family = familyOf(config);
  const seen = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
  return family.unembed(ops, config, family.forward(ops, config, seen).residual);
}

/** Logits of every position. */
export const logitsSpec = (config: LanguageModelConfig): ProgramSpec => ({
  name: "logits",
  inputs: { ids: tokens, positions: tokens },
  build: (ops, inputs) => ({ logits: logitsOf(ops, config, inputs) }),
});

/** The residual stream before the first layer and after each. */
export const residualSpec = (config: LanguageModelConfig): ProgramSpec => ({
  name: "residuals",
  inputs: { ids: tokens, positions: tokens },
  build<T>(ops: Ops<T>, inputs: Readonly<Record<string, T>>) {
    const seen: Record<string, T> = {};
    const hook = (name: string, x: T) => {
      if (name === "blocks.0.hook_resid_pre" || name.endsWith("hook_resid_post")) seen[name] = x;
      return x;
    };
    const { ids, positions } = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
    familyOf(config).forward(ops, config, { ids, positions }, { hook });
    return seen;
  },
});

/** Log probability of each position's target. */
const lossSpec = (config: LanguageModelConfig): ProgramSpec => ({
  name: "loss",
  inputs: { ids: tokens, positions: tokens, targets: tokens },
  build: (ops, inputs) => ({
    logProbabilities: ops.pick(ops.logSoftmax(logitsOf(ops, config, inputs)), input(inputs, "targets")),
  }),
});

/** Tokens of one batch, so that [tokens, vocabulary] logits stay small. */
const BATCH_TOKENS = 768;

/** Mean loss in nats over every token of every passage but the first. */
export async function meanLoss(
  engine: Engine,
  { config, weights }: { config: LanguageModelConfig; weights: Weights },
  passages: readonly number[][],
): Promise<{ loss: number; predicted: number }> {
  const program = await engine.compile(lossSpec(config), weights);
  let sum = 0;
  let predicted = 0;
  for (const { ids, positions, lengths, time } of batchPassages(passages, config.bos, BATCH_TOKENS)) {
    const targets = { ...ids, data: ids.data.map((_, i) => ids.data[i + 1] ?? 0) };
    const { logProbabilities } = await program.run({ ids, positions, targets });
    lengths.forEach((length, row) => {
      for (let t = 0; t + 1 < length; t++) sum -= logProbabilities?.data[row * time + t] ?? NaN;
      predicted += length - 1;
    });
  }
  await program.dispose();
  return { loss: sum / predicted, predicted };
}

/** Real TinyStories text; set FEATURESCOPE_TINYSTORIES to where it is. */
const SAMPLE =
  process.env.FEATURESCOPE_TINYSTORIES ?? join(PROJECT_ROOT, "../shared/data/tinystories-sample.txt");

/** The stories of the sample, BOS first, cut to the model's context; null where the file is absent. */
export function sampleStories({ config, tokenizer }: LanguageModel): number[][] | null {
  if (!existsSync(SAMPLE)) {
    console.log(`skipped: figures on real text, because there is no ${SAMPLE}`);
    return null;
  }
  return readFileSync(SAMPLE, "utf8")
    .split("<|endoftext|>")
    .map((story) => tokenizer.encode(story.trim(), { bos: true }).slice(0, config.context))
    .filter((story) => story.length > 1);
}
