import { existsSync } from "node:fs";
import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { readRecipe } from "@/workers/corpora/recipe";
import { writeCorpus } from "@/workers/corpora/write-corpus";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { Decoder } from "@/workers/models/generation/decoder";
import { ProgressBar } from "../progress";
import { numberWithin, wholeNumber } from "./arguments";
import { openModel } from "./model";

interface Options {
  tokens: number;
  temperature: number;
  topP: number;
  seed: number;
  out: string;
  recipe?: string;
  wave: number;
  engine: string;
}

export default new Command("sample")
  .description("Let a model write passages, as a corpus. Broken off, the same command goes on.")
  .argument("<model>", "model that comes with the program, such as stories15m, or a folder")
  .requiredOption("--out <file>", "token file to write")
  .option(
    "--recipe <file>",
    "what to write about (docs/formats.md); without it passages begin with the start token alone",
  )
  .option("--tokens <n>", "tokens to write at least, BOS not counted", wholeNumber(1), 1_000_000)
  .option("--temperature <t>", "sampling temperature", numberWithin(0.01, 10), 1)
  .option(
    "--top-p <p>",
    "draw from the most probable tokens that reach this probability",
    numberWithin(0.01, 1),
    1,
  )
  .option("--seed <n>", "seed; passage i always draws from stream i of it", wholeNumber(0), 0)
  .option("--wave <n>", "passages written side by side", wholeNumber(1), 96)
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .action(async (model: string, options: Options) => {
    const { config, weights, tokenizer } = await openModel(model);
    if (existsSync(options.out)) {
      throw new FeaturescopeError(
        "CONFLICT",
        `${options.out} is there already.`,
        "Name another file, or delete it.",
      );
    }
    const recipe = options.recipe ? await readRecipe(options.recipe) : null;
    const { engine } = await chooseEngine(engineChoice(options.engine), { threads: 1 });
    const decoder = await Decoder.create(engine, config, weights);
    const bar = new ProgressBar(`Sampling from ${model}`, (n) => `${n.toLocaleString("en")} tokens`);
    const { passages, tokens } = await writeCorpus(decoder, tokenizer, {
      ...options,
      recipe,
      onProgress: (written) => bar.update(written.tokens, options.tokens),
    });
    await decoder.dispose();
    bar.finish(
      `${options.out}: ${passages.toLocaleString("en")} passages, ${tokens.toLocaleString("en")} tokens`,
    );
  });
