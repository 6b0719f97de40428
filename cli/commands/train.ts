import { basename } from "node:path";
import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { dataFolder } from "@/workers/files/data-folder";
import { hashFile } from "@/workers/files/hashes";
import { hashLanguageModel, loadLanguageModel } from "@/workers/files/language-model";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import { holdsFinishedSae, runTraining, type TrainingText } from "@/workers/sae/training/run-training";
import { wholeNumber } from "./arguments";
import { modelPlace } from "./model";
import { interruptSignal } from "../interrupt";
import { TrainingDisplay } from "./training-display";
import { addTrainingFlags, readTrainingFlags, type TrainingFlags } from "./training-flags";

interface Flags extends TrainingFlags {
  corpus: string[];
  heldOut?: string;
  out: string;
  checkpointEvery: number;
  keep?: string;
  engine: string;
  json?: boolean;
}

const command = new Command("train")
  .description(
    "Train a sparse autoencoder and write it in SAELens' format. Broken off, the same command goes on.",
  )
  .argument("<model>", "model that comes with the program, such as stories15m")
  .requiredOption("--corpus <files...>", "token files to train on (see the command sample)")
  .option("--held-out <file>", "token file for the figures in the manifest; never trained on")
  .requiredOption("--out <folder>", "folder to write the SAE to")
  .option("--keep <file>", "keep the activations on disk in half precision, or train from those kept there")
  .option("--checkpoint-every <n>", "steps between checkpoints", wholeNumber(1), 500)
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .option("--json", "print metrics as lines of JSON")
  .action(async (model: string, flags: Flags) => {
    if (holdsFinishedSae(flags.out)) {
      throw new FeaturescopeError(
        "CONFLICT",
        `${flags.out} holds an SAE already.`,
        "Name another folder, or delete it.",
      );
    }
    const options = readTrainingFlags(flags);
    const place = await modelPlace(model);
    const { config, weights } = await loadLanguageModel(place, dataFolder());
    const textOf = async (path: string): Promise<TrainingText> => ({
      file: basename(path),
      sha256: await hashFile(path, "sha256", "hex"),
      passages: await readTokenCorpus(path, config),
    });
    const corpora = await Promise.all(flags.corpus.map(textOf));
    const { engine, reason } = await chooseEngine(engineChoice(flags.engine), { threads: 1 });
    const display = new TrainingDisplay(options, flags.json ?? false);
    const signal = interruptSignal("Stopped.", "The same command goes on from there.");
    display.note(`${engine.description}; ${reason}`);
    const { quality } = await runTraining({
      engine,
      model: { id: model, config, weights },
      options,
      corpora,
      heldOut: flags.heldOut ? await textOf(flags.heldOut) : null,
      folder: flags.out,
      checkpointEvery: flags.checkpointEvery,
      keep: flags.keep ? { path: flags.keep, model: await hashLanguageModel(place, config) } : null,
      command: `npm run featurescope -- train ${process.argv.slice(3).map(quote).join(" ")}`,
      signal,
      onRead: (read, total) => display.read(read, total),
      onStep: (metrics) => display.step(metrics),
      onMeasure: () => display.note("Setting the threshold and measuring"),
    });
    display.done(quality);
  });

export default addTrainingFlags(command);

const quote = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
