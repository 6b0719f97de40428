import { Command, Option } from "commander";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { shownArms } from "@/domain/summarise-steering";
import { benchmarkGrid, type BenchmarkGrid, type BenchmarkResult } from "@/domain/steering-benchmark";
import { defaultGrid } from "@/domain/steering-grid";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { closeCompute, getCompute } from "@/workers/compute/shared";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { writeFileAtomically } from "@/workers/files/atomic-file";
import {
  BEHAVIOUR_NAMES,
  BEHAVIOURS,
  type Behaviour,
  type BehaviourName,
} from "@/workers/steering/behaviours/behaviours";
import { judgeBehaviour, showsTerms, type BehaviourRow } from "@/workers/steering/behaviours/judge-behaviour";
import { prepareBenchmark } from "@/workers/steering/benchmark/prepare";
import { connectDatabase } from "../database";
import { interruptSignal } from "../interrupt";
import { ProgressBar } from "../progress";
import { shownCollection } from "../shown-collection";
import { BROKEN_OFF, featureList, numbersOf, parseOptions, wholeNumber } from "./arguments";
import { behaviourTable } from "./behaviour-table";
import { saeByAddress } from "./sae";

/** Of the safety page's list, so many are tried where none are named. */
const LISTED = 4;

interface Options {
  behaviour: BehaviourName;
  features?: number[];
  doses?: number[];
  messages: number;
  tokens: number;
  seed: number;
  out: string;
}

export default new Command("evaluate-behaviour")
  .description(
    "Measure whether steering makes a chat model behave in some way more or less often, beside control arms. Broken off, the same command goes on.",
  )
  .argument("<sae>", "chat model and SAE, such as smollm2-135m/15-res-2k")
  .addOption(
    new Option("--behaviour <name>", "what is looked for in the answers")
      .choices(BEHAVIOUR_NAMES)
      .makeOptionMandatory(),
  )
  .option(
    "--features <list>",
    "features, such as 12,40,7; otherwise the first of the safety page's list",
    featureList,
  )
  .option(
    "--doses <numbers...>",
    "strengths in multiples of each feature's maximum; 1 and 2 when left out",
    numbersOf,
  )
  .option("--messages <n>", "messages; half of them choose, the other half is reported", wholeNumber(4), 40)
  .option("--tokens <n>", "tokens of an answer", wholeNumber(8), 32)
  .option("--seed <n>", "seed", wholeNumber(0), 1)
  .requiredOption("--out <file>", "file for every answer and figure, JSON")
  .action(async (address: string, options: Options) => {
    const behaviour = BEHAVIOURS[options.behaviour];
    const database = await connectDatabase();
    const signal = interruptSignal(...BROKEN_OFF);
    try {
      const { pool } = getDatabase();
      const sae = await saeByAddress(address);
      const target = await loadTarget(pool, await shownCollection(sae.id, address));
      const indices = options.features ?? (await listedFeatures(pool, sae.id, behaviour));
      const request = await prepareBenchmark(
        pool,
        target,
        { grid: gridOf(behaviour, options), wanted: { indices, scored: false } },
        { compute: getCompute(), signal },
      );
      // the prefix asks for the behaviour, whatever the feature is called
      const features = request.features.map((one) => ({ ...one, label: behaviour.asked }));
      const bar = new ProgressBar(`${options.behaviour} of ${address}`, (n) => `${n} features`);
      const result = await getCompute().evaluateSteering(
        { ...request, features },
        signal,
        ({ done, total }) => bar.update(done, total),
      );
      bar.finish(`${result.cells.length} answers, written to ${options.out}`);
      const tables = judge(result, behaviour, options.seed);
      await writeFileAtomically(options.out, (file) =>
        file.writeFile(
          `${JSON.stringify({ behaviour: { name: options.behaviour, ...behaviour }, tables, manifest: result.manifest, cells: result.cells })}\n`,
        ),
      );
      process.stdout.write(behaviourTable(behaviour.about, tables));
    } finally {
      await closeCompute();
      await closeDatabase();
      await database.release();
    }
  });

function judge({ manifest, cells }: BenchmarkResult, behaviour: Behaviour, seed: number) {
  const shows = showsTerms(behaviour.terms);
  const rows = (direction: "more" | "less"): BehaviourRow[] =>
    shownArms(manifest.grid).flatMap((arm) => judgeBehaviour(cells, arm, { shows, direction, seed }) ?? []);
  return { more: rows("more"), less: rows("less") };
}

function gridOf({ prompts }: Behaviour, { doses = [1, 2], messages, tokens, seed }: Options): BenchmarkGrid {
  const grid = defaultGrid({ chat: true });
  return parseOptions(
    benchmarkGrid,
    {
      ...grid,
      ...{ doses, tokens, seed, prompts: prompts.slice(0, messages) },
      arms: grid.arms.filter((arm) => arm !== "double"),
      prefix: "Answer with {label}. ",
      damage: { passages: 0, tokens: 0 },
    },
    "evaluate-behaviour",
  );
}

async function listedFeatures(pool: Pool, saeId: number, { family }: Behaviour): Promise<number[]> {
  const { rows } = await pool.query<{ feature: number }>(
    "SELECT feature FROM safety_listing WHERE sae_id = $1 AND family = $2 ORDER BY score DESC, feature LIMIT $3",
    [saeId, family, LISTED],
  );
  if (rows.length > 0) return rows.map(({ feature }) => feature);
  throw new FeaturescopeError(
    "NOT_FOUND",
    `The safety page lists no feature of this SAE under ${family}.`,
    "Name some with --features.",
  );
}
