import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { chooseEngine } from "@/workers/engine/choose";
import { loadLanguageModel } from "@/workers/files/language-model";
import { readSaelens } from "@/workers/sae/formats/saelens";
import { headWidthOf } from "@/domain/models";
import { trainingOptions } from "@/workers/sae/training/options";
import { holdsFinishedSae, runTraining, type TrainingJob } from "@/workers/sae/training/run-training";
import { loadGoldenModel } from "../golden/golden-models";
import { tinyGpt2 } from "../../support/files/tiny-gpt2";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary-folder";

let folder: TemporaryFolder;
let job: TrainingJob;

beforeAll(async () => {
  folder = await temporaryFolder("run-training");
  const { config, weights } = await loadLanguageModel(
    await tinyGpt2(join(folder.path, "tiny-gpt2")),
    folder.path,
  );
  const { engine } = await chooseEngine("onnx", { threads: 1 });
  const passages = Array.from({ length: 300 }, (_, i) => [1, 4 + (i % 40), 5, 6, 7]);
  job = {
    engine,
    model: { id: "tiny-gpt2", config, weights },
    options: {
      ...{ hookName: "blocks.1.hook_resid_post", architecture: "topk", features: 48, k: 4, l1: 0 },
      ...{ batch: 32, steps: 10, rate: 0.01, warmupSteps: 0, decayShare: 0, auxiliary: 0 },
      ...{ deadAfterTokens: 1000, bufferTokens: 1000, seed: 0 },
    },
    corpora: [{ file: "few.u16", sha256: "0", passages }],
    heldOut: null,
    folder: join(folder.path, "out", "sae"),
    checkpointEvery: 5,
    keep: null,
    command: "a test",
  };
});
afterAll(() => folder.remove());

const written = async () => (await readdir(join(folder.path, "out"), { recursive: true })).sort();

test("texts that leave nothing to train on are refused in one line", async () => {
  const short = job.corpora.map((corpus) => ({ ...corpus, passages: corpus.passages.slice(0, 256) }));
  await expect(runTraining({ ...job, corpora: short })).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: "Corpus: few.u16 has 256 passages; 256 of them are kept for calibration.",
  });
});

test("where the disk has no room for checkpoints, nothing is written", async () => {
  const options = { ...job.options, features: 2 ** 40 };
  await expect(runTraining({ ...job, options })).rejects.toMatchObject({
    code: "NO_SPACE",
    message: expect.stringMatching(/^The checkpoints take [\d.]+ GiB; .* has [\d.]+ GiB free\.$/) as string,
  });
  expect(await written()).toEqual([]);
});

test("the SAE stands in its folder with its manifest, and the checkpoint beside it", async () => {
  const steps: number[] = [];
  await runTraining({ ...job, onStep: ({ step }) => steps.push(step) });
  expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  expect(await written()).toEqual([
    ...["sae", "sae.checkpoint", "sae/cfg.json", "sae/manifest.json", "sae/sae_weights.safetensors"],
  ]);
});

test("a run that is stopped while it measures is no finished one, and goes on to the same SAE", async () => {
  const whole = await runTraining({ ...job, folder: join(folder.path, "whole") });
  const broken = join(folder.path, "broken");
  const stop = new AbortController();
  const stopped = new FeaturescopeError("CANCELLED", "Stopped.", "Go on.");
  const measuring = { ...job, folder: broken, signal: stop.signal, onMeasure: () => stop.abort(stopped) };
  await expect(runTraining(measuring)).rejects.toBe(stopped);
  expect(await readdir(broken)).toEqual(["cfg.json", "sae_weights.safetensors"]);
  expect(holdsFinishedSae(broken)).toBe(false);
  expect(await runTraining({ ...job, folder: broken })).toEqual(whole);
  expect(holdsFinishedSae(broken)).toBe(true);
  // an SAE from elsewhere has no checkpoint beside it
  await cp(join(broken, "cfg.json"), join(folder.path, "elsewhere", "cfg.json"));
  expect(holdsFinishedSae(join(folder.path, "elsewhere"))).toBe(true);
  expect(holdsFinishedSae(join(folder.path, "nothing"))).toBe(false);
});

test("an SAE with learnt thresholds is written and read as JumpReLU, and has as many active features as its file says", async () => {
  const place = join(folder.path, "jumprelu");
  const options = trainingOptions.parse({
    ...{ ...job.options, architecture: "jumprelu", k: undefined, l0: 0.5, bandwidth: 0.5 },
    ...{ steps: 40, deadAfterTokens: 100_000 },
  });
  const l0: number[] = [];
  const { quality } = await runTraining({
    ...{ ...job, options, folder: place },
    onStep: (step) => l0.push(step.l0),
  });
  const sae = await readSaelens(place);
  expect(sae.config).toMatchObject({ architecture: "jumprelu", k: undefined });
  expect(new Set(sae.weights.get("threshold")?.data).size).toBeGreaterThan(1);
  expect(quality.l0).toBeGreaterThan(0.5);
  expect(quality.l0).toBeLessThan(l0[0] ?? 0);
  expect(Math.abs(quality.l0 - (l0.at(-1) ?? NaN))).toBeLessThan(2);
  expect(quality.fvu).toBeLessThan(0.5);
});

test("an SAE at a hook point that is wider than the stream is of that width", async () => {
  const { config, weights } = await loadGoldenModel("qwen3");
  expect(config.heads * headWidthOf(config)).toBe(48);
  const options = { ...job.options, hookName: "blocks.1.attn.hook_z" };
  const place = join(folder.path, "wider");
  const model = { id: "tiny-qwen3", config, weights };
  const { quality } = await runTraining({ ...job, model, options, folder: place });
  const sae = await readSaelens(place);
  expect(sae.config).toMatchObject({ dIn: 48, hookName: options.hookName });
  expect(sae.weights.get("W_dec")?.shape).toEqual([48, 48]);
  expect(quality.fvu).toBeLessThan(1);
});
