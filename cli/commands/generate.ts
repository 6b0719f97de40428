import { Command } from "commander";
import type { ChatTurn } from "@/domain/chat";
import { endsText } from "@/domain/models";
import { Random } from "@/domain/random";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { Decoder } from "@/workers/models/generation/decoder";
import { encodePrompt } from "@/workers/models/text-tokenizer";
import { sampleToken } from "@/workers/models/generation/sampler";
import { numberWithin, wholeNumber } from "./arguments";
import { openModel } from "./model";

interface Options {
  tokens: number;
  temperature: number;
  topP: number;
  seed: number;
  engine: string;
  chat?: boolean;
  system?: string;
  json?: boolean;
}

export default new Command("generate")
  .description("Let a model continue a prompt. The same seed gives the same text.")
  .argument(
    "<model>",
    "model that comes with the program, such as stories15m, or a folder or GGUF file: ./my-model",
  )
  .argument("[prompt]", "text to continue; empty to begin from nothing", "")
  .option("--tokens <n>", "tokens to write at most", wholeNumber(1), 100)
  .option("--temperature <t>", "0 takes the most probable token each time", numberWithin(0, 10), 1)
  .option(
    "--top-p <p>",
    "draw from the most probable tokens that reach this probability",
    numberWithin(0.01, 1),
    1,
  )
  .option("--seed <n>", "seed of the random numbers", wholeNumber(0), 0)
  .option("--chat", "send the prompt as a user's message, by the model's chat template")
  .option("--system <text>", "a system message before it (with --chat)")
  .option("--engine <name>", ENGINE_CHOICES.join(", "), "auto")
  .option("--json", "print one JSON document instead of text")
  .action(async (model: string, prompt: string, options: Options) => {
    const { config, weights, tokenizer } = await openModel(model);
    const { engine } = await chooseEngine(engineChoice(options.engine), { threads: 1 });
    const decoder = await Decoder.create(engine, config, weights);
    const system: ChatTurn[] = options.system ? [{ role: "system", content: options.system }] : [];
    const ids = encodePrompt(tokenizer, prompt, options.chat || options.system ? system : undefined);
    const promptTokens = ids.length;
    const random = new Random(options.seed);
    const limit = Math.min(config.context, promptTokens + options.tokens);
    let written = options.json ? "" : tokenizer.decode(ids);
    if (!options.json) process.stdout.write(written);

    const [cache, first] = await decoder.prefill([ids], options.temperature);
    let probabilities = first;
    while (ids.length < limit) {
      const id = sampleToken(probabilities, options, random);
      if (endsText(config, id)) break;
      ids.push(id);
      if (!options.json) {
        // Decoding everything again keeps characters whole that are spread over several tokens.
        const text = tokenizer.decode(ids);
        process.stdout.write(text.slice(written.length));
        written = text;
      }
      if (ids.length < limit) probabilities = await decoder.step(cache, [id], options.temperature);
    }
    await decoder.dispose();
    await engine.dispose();
    if (!options.json) process.stdout.write("\n");
    else
      process.stdout.write(
        `${JSON.stringify({ model, prompt, ids, text: tokenizer.decode(ids), seed: options.seed })}\n`,
      );
  });
