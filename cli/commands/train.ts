import { basename } from "node:path";
import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { dataFolder } from "@/workers/files/data-folder";
import { hashFile } from "@/workers/files/hashes";
import { hashLanguageModel, loadLanguageModel } from "@/workers/files/language-model";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import { trainingOptions } from "@/workers/sae/training/options";
import { holdsFinishedSae, runTraining, type TrainingText } from "@/workers/sae/training/run-training";
import { numberWithin, wholeNumber, wholeNumbers } from "./arguments";
import { modelPlace } from "./model";
import { TrainingDisplay } from "./training-display";

interface Options {
  corpus: string[];
  heldOut?: string;
  out: string;
  hook: string;
  architecture: string;
  features: number;
  k?: number;
  prefixes?: number[];
  frozenDecoder?: boolean;
  initial: string;
  l1: number;
  batch: number;
  steps: number;
  rate?: number;
  warmup: number;
  decay: number;
  auxiliary: number;
  deadAfter: number;
  buffer: number;
  checkpointEvery: number;
  keep?: string;
  seed: number;
  engine: string;
  json?: boolean;
}

export default new Command("train")
  .description(
    "Train a sparse autoencoder and write it in SAELens' format. Broken off, the same command goes on.",
  )
  .argument("<model>", "model that comes with the program, such as stories15m")
  .requiredOption("--corpus <files...>", "token files to train on (see the command sample)")
  .option("--held-out <file>", "token file for the figures in the manifest; never trained on")
  .requiredOption("--out <folder>", "folder to write the SAE to")
  .requiredOption("--hook <name>", "hook point, such as blocks.3.hook_resid_post")
  .option("--architecture <name>", "relu, topk or batchtopk", "batchtopk")
  .requiredOption("--features <n>", "number of features", wholeNumber(1))
  .option("--k <n>", "active features a token (topk, batchtopk)", wholeNumber(1))
  .option(
    "--prefixes <n...>",
    "Matryoshka: numbers of features that reconstruct on their own, beside all",
    wholeNumbers(1),
  )
  .option("--frozen-decoder", "leave the decoder at random directions, as a control")
  .option(
    "--initial <where>",
    "where directions begin: random, or data (activations of drawn tokens)",
    "random",
  )
  .option("--l1 <weight>", "sparsity penalty (relu)", numberWithin(0, 1e6), 0)
  .option("--batch <n>", "tokens a step", wholeNumber(1), 2048)
  .option("--steps <n>", "steps", wholeNumber(1), 10_000)
  .option("--rate <r>", "learning rate; 2e-4 / sqrt(features / 16384) when left out", numberWithin(1e-9, 1))
  .option("--warmup <n>", "steps of warm-up", wholeNumber(0), 1000)
  .option("--decay <share>", "share of the steps over which the rate falls to 0", numberWithin(0, 1), 0.2)
  .option("--auxiliary <weight>", "weight of AuxK for dead features", numberWithin(0, 10), 1 / 32)
  .option("--dead-after <n>", "tokens without firing after which a feature is dead", wholeNumber(1), 400_000)
  .option("--buffer <n>", "activations mixed in memory, in tokens", wholeNumber(1), 4_000_000)
  .option("--keep <file>", "keep the activations on disk in half precision, or train from those kept there")
  .option("--checkpoint-every <n>", "steps between checkpoints", wholeNumber(1), 500)
  .option("--seed <n>", "seed", wholeNumber(0), 0)
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .option("--json", "print metrics as lines of JSON")
  .action(async (model: string, options: Options) => {
    if (holdsFinishedSae(options.out)) {
      throw new FeaturescopeError(
        "CONFLICT",
        `${options.out} holds an SAE already.`,
        "Name another folder, or delete it.",
      );
    }
    const parsed = trainingOptions.safeParse({
      hookName: options.hook,
      architecture: options.architecture,
      features: options.features,
      k: options.k,
      prefixes: options.prefixes,
      frozenDecoder: options.frozenDecoder,
      initial: options.initial,
      l1: options.l1,
      batch: options.batch,
      steps: options.steps,
      rate: options.rate ?? 2e-4 / Math.sqrt(options.features / 16384),
      warmupSteps: options.warmup,
      decayShare: options.decay,
      auxiliary: options.auxiliary,
      deadAfterTokens: options.deadAfter,
      bufferTokens: options.buffer,
      seed: options.seed,
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const name = issue?.path.join(".") ?? "";
      throw new FeaturescopeError(
        "BAD_INPUT",
        `Option ${name}: ${issue?.message ?? ""}.`,
        "See train --help.",
      );
    }
    const place = await modelPlace(model);
    const { config, weights } = await loadLanguageModel(place, dataFolder());
    const textOf = async (path: string): Promise<TrainingText> => ({
      file: basename(path),
      sha256: await hashFile(path, "sha256", "hex"),
      passages: await readTokenCorpus(path, config),
    });
    const corpora = await Promise.all(options.corpus.map(textOf));
    const { engine, reason } = await chooseEngine(engineChoice(options.engine), { threads: 1 });
    const display = new TrainingDisplay(parsed.data, options.json ?? false);
    const stop = new AbortController();
    const stopped = new FeaturescopeError("CANCELLED", "Stopped.", "The same command goes on from there.");
    process.on("SIGINT", () => stop.abort(stopped)); // `on`: the terminal and npm may both send it
    process.on("SIGTERM", () => stop.abort(stopped));
    display.note(`${engine.description}; ${reason}`);
    const { quality } = await runTraining({
      engine,
      model: { id: model, config, weights },
      options: parsed.data,
      corpora,
      heldOut: options.heldOut ? await textOf(options.heldOut) : null,
      folder: options.out,
      checkpointEvery: options.checkpointEvery,
      keep: options.keep ? { path: options.keep, model: await hashLanguageModel(place, config) } : null,
      command: `npm run featurescope -- train ${process.argv.slice(3).map(quote).join(" ")}`,
      signal: stop.signal,
      onRead: (read, total) => display.read(read, total),
      onStep: (metrics) => display.step(metrics),
      onMeasure: () => display.note("Setting the threshold and measuring"),
    });
    display.done(quality);
  });

const quote = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
