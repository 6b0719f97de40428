import { Command, InvalidArgumentError } from "commander";
import { ARM_NAMES, benchmarkGrid, type BenchmarkResult } from "@/domain/steering-benchmark";
import { defaultGrid } from "@/domain/steering-grid";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { closeCompute, getCompute } from "@/workers/compute/shared";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { writeFileAtomically } from "@/workers/files/atomic-file";
import { bundled } from "@/workers/steering/benchmark/bundled";
import { readOwnVectors, type VectorBeside } from "@/workers/steering/benchmark/own-vectors";
import { prepareBenchmark, type WantedFeatures } from "@/workers/steering/benchmark/prepare";
import { storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import { connectDatabase } from "../database";
import { interruptSignal } from "../interrupt";
import { ProgressBar } from "../progress";
import { shownCollection } from "../shown-collection";
import { BROKEN_OFF, featureList, numbersOf, numberWithin, parseOptions, wholeNumber } from "./arguments";
import { benchmarkTable } from "./benchmark-table";
import { saeByAddress } from "./sae";

interface Options {
  features: string;
  candidates: number;
  out: string;
  arms?: string[];
  doses?: number[];
  mode?: string;
  prompts?: string[];
  chat?: boolean;
  prefix?: string;
  tokens?: number;
  temperature?: number;
  seed?: number;
  damagePassages?: number;
  vectors?: VectorBeside[];
  bundle?: string;
}

export default new Command("evaluate-steering")
  .description(
    "Measure how well features of an SAE steer the model's texts, beside control arms. Broken off, the same command goes on.",
  )
  .argument("<sae>", "model and SAE, such as stories15m/3-res-4k")
  .requiredOption("--features <n|list>", "how many features are chosen, or which, such as 12,40,7", "100")
  .option(
    "--candidates <n>",
    "features that output scores are measured of, to choose from",
    wholeNumber(1),
    1000,
  )
  .requiredOption("--out <file>", "file for the result, JSON")
  .option("--arms <names...>", ARM_NAMES.join(", "))
  .option("--doses <numbers...>", "strengths in multiples of each feature's maximum", numbersOf)
  .option("--mode <name>", "add or clamp")
  .option("--prompts <texts...>", "what texts begin with, or messages to a chat model")
  .option("--chat", "prompts are messages; so it is for a model with a chat template unless --no-chat")
  .option("--no-chat", "prompts are plain text")
  .option("--prefix <text>", "what asks for the concept; {label} stands for the feature's label")
  .option("--tokens <n>", "tokens written a text", wholeNumber(4))
  .option("--temperature <t>", "temperature", numberWithin(0, 2))
  .option("--seed <n>", "seed", wholeNumber(0))
  .option("--damage-passages <n>", "held-out passages that damage is measured on", wholeNumber(0))
  .option(
    "--vectors <pairs...>",
    "saved vectors beside features, each as FEATURE=ID with the last part of /vectors/ID",
    vectorsOf,
  )
  .option(
    "--bundle <file>",
    "write it small, too: rounded, and with few of the texts, as it comes with an SAE",
  )
  .action(async (address: string, options: Options) => {
    const database = await connectDatabase();
    const signal = interruptSignal(...BROKEN_OFF);
    try {
      const { pool } = getDatabase();
      const target = await loadTarget(pool, await shownCollection((await saeByAddress(address)).id, address));
      const grid = gridOf(options, options.chat ?? target.model.chat ?? false);
      const choosing = new ProgressBar("Scoring features", (n) => `${n}`);
      const request = await prepareBenchmark(
        pool,
        target,
        {
          grid,
          wanted: wantedOf(options),
          vectors: await readOwnVectors(pool, target, options.vectors ?? []),
        },
        {
          compute: getCompute(),
          signal,
          progress: (done, total) => choosing.update(done, total),
        },
      );
      const bar = new ProgressBar(`Steering with ${address}`, (n) => `${n} features`);
      const from = Date.now();
      const result = await getCompute().evaluateSteering(request, signal, ({ done, total }) =>
        bar.update(done, total),
      );
      const seconds = (Date.now() - from) / 1000;
      bar.finish(
        `${address}: ${request.features.length} features in ${Math.round(seconds)} s, written to ${options.out}`,
      );
      const timed = { ...result, took: { seconds, threads: 1 } };
      await writeResult(options.out, timed);
      if (options.bundle) await writeResult(options.bundle, bundled(timed));
      await storeBenchmark(pool, target.saeId, timed);
      process.stdout.write(benchmarkTable(result.summary));
    } finally {
      await closeCompute();
      await closeDatabase();
      await database.release();
    }
  });

function gridOf(options: Options, chat: boolean) {
  const grid = defaultGrid({ chat });
  return parseOptions(
    benchmarkGrid,
    {
      ...grid,
      arms: options.arms ?? [...grid.arms, ...(options.vectors ? ["vector"] : [])],
      doses: options.doses ?? grid.doses,
      mode: options.mode ?? grid.mode,
      prompts: options.prompts ?? grid.prompts,
      prefix: options.prefix ?? grid.prefix,
      tokens: options.tokens ?? grid.tokens,
      temperature: options.temperature ?? grid.temperature,
      seed: options.seed ?? grid.seed,
      damage: { ...grid.damage, passages: options.damagePassages ?? grid.damage.passages },
    },
    "evaluate-steering",
  );
}

/** A number alone is how many, anything else which. */
const wantedOf = ({ features, candidates }: Options): WantedFeatures =>
  /^\d+$/.test(features) ? { features: Number(features), candidates } : { indices: featureList(features) };

function vectorsOf(text: string, before: VectorBeside[] = []): VectorBeside[] {
  const [, feature, vector] = /^(\d+)=([\w-]+)$/.exec(text) ?? [];
  if (!feature || !vector) throw new InvalidArgumentError("Write FEATURE=ID, such as 12=4fk2xq.");
  return [...before, { feature: Number(feature), vector }];
}

const writeResult = (path: string, result: BenchmarkResult): Promise<void> =>
  writeFileAtomically(path, (file) => file.writeFile(`${JSON.stringify(result)}\n`));
