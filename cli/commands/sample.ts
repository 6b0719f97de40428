import { existsSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { packTokens } from "@/domain/passages";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import { Decoder } from "@/workers/models/generation/decoder";
import { samplePassages } from "@/workers/models/generation/sample-passages";
import { ProgressBar } from "../progress";
import { numberWithin, wholeNumber } from "./arguments";
import { openModel } from "./model";

/** Passages written side by side; also what is lost at most when the command is broken off. */
const WAVE = 96;
/** readTokenCorpus reads 16-bit ids. */
const BYTES_PER_TOKEN = 2;

interface Options {
  tokens: number;
  temperature: number;
  topP: number;
  seed: number;
  out: string;
  engine: string;
}

export default new Command("sample")
  .description("Let a model write passages from nothing, as a corpus. Broken off, the same command goes on.")
  .argument("<model>", "model that comes with the program, such as stories15m")
  .requiredOption("--out <file>", "token file to write")
  .option("--tokens <n>", "tokens to write at least, BOS not counted", wholeNumber(1), 1_000_000)
  .option("--temperature <t>", "sampling temperature", numberWithin(0.01, 10), 1)
  .option(
    "--top-p <p>",
    "draw from the most probable tokens that reach this probability",
    numberWithin(0.01, 1),
    1,
  )
  .option("--seed <n>", "seed; passage i always draws from stream i of it", wholeNumber(0), 0)
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .action(async (model: string, options: Options) => {
    const { config, weights } = await openModel(model);
    if (existsSync(options.out)) {
      throw new FeaturescopeError(
        "CONFLICT",
        `${options.out} is there already.`,
        "Name another file, or delete it.",
      );
    }
    const part = `${options.out}.part`;
    const found = existsSync(part) ? await readTokenCorpus(part, config) : [];
    // A wave that was being written when the command was broken off is written again.
    const before = found.slice(0, found.length - (found.length % WAVE));
    let passages = before.length;
    let tokens = before.reduce((sum, passage) => sum + passage.length - 1, 0);
    const { engine } = await chooseEngine(engineChoice(options.engine), { threads: 1 });
    const decoder = await Decoder.create(engine, config, weights);
    const bar = new ProgressBar(`Sampling from ${model}`, (n) => `${n.toLocaleString("en")} tokens`);
    const file = await open(part, "a");
    await file.truncate(BYTES_PER_TOKEN * (tokens + passages));
    while (tokens < options.tokens) {
      const wave = await samplePassages(decoder, { ...options, first: passages, count: WAVE });
      await file.write(packTokens(wave.flat(), config.vocabulary));
      await file.sync();
      passages += wave.length;
      tokens += wave.reduce((sum, ids) => sum + ids.length - 1, 0);
      bar.update(tokens, options.tokens);
    }
    await file.close();
    await rename(part, options.out);
    await decoder.dispose();
    bar.finish(
      `${options.out}: ${passages.toLocaleString("en")} passages, ${tokens.toLocaleString("en")} tokens`,
    );
  });
