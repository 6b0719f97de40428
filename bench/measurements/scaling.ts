/** Several worker processes of one thread each that share a collection, through queue and database. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { startPostgres } from "@/cli/postgres";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { migrateDatabase } from "@/prisma/migrate";
import { inTransaction } from "@/prisma/transaction";
import { requestCollection } from "@/workers/dashboards/request-collection";
import { hashFile } from "@/workers/files/hashes";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { withoutNotes } from "@/workers/files/token-corpus";
import { registerCorpus, registerModel, registerSae } from "@/workers/import/register";
import { runProgram, until } from "../../tests/support/program";
import { MODEL_ID, type BenchContext } from "../context";
import { spread, type Benchmark, type Measurement } from "../measurement";

const WORKERS = [1, 2, 3];
/** Shards of the corpus part: a second of work each, so that no worker waits long for the last one. */
const SHARDS = 24;
const MOST_MS = 600_000;

const scaling: Benchmark = {
  name: "scaling",
  async run(context) {
    const data = join(context.folder, "scaling");
    await mkdir(data);
    const server = await startPostgres(data);
    try {
      await migrateDatabase(server.url);
      process.env.DATABASE_URL = server.url;
      const { pool } = getDatabase();
      const saeId = await registerAll(pool, context);
      const rates = new Map(WORKERS.map((workers) => [workers, [] as number[]]));
      for (let round = 0; round < (context.quick ? 1 : 3); round++)
        for (const workers of WORKERS)
          rates
            .get(workers)
            ?.push(await collectWith(pool, context, { saeId, workers, corpus: `${workers}-${round}` }));
      const alone = rates.get(1) ?? [];
      return WORKERS.map((workers): Measurement => {
        const found = rates.get(workers) ?? [];
        const gain = spread(found.map((rate, i) => rate / (alone[i] ?? NaN)));
        return {
          what: `collection shared by ${workers} worker${workers === 1 ? "" : "s"} of one thread, queue and database included`,
          unit: "tokens/s",
          value: spread(found),
          note:
            "from the second shard of each worker on" +
            (workers === 1
              ? ""
              : `; ${gain.median.toFixed(2)} times one worker's rate (${gain.min.toFixed(2)} to ${gain.max.toFixed(2)})`),
        };
      });
    } finally {
      await closeDatabase();
      await server.stop();
    }
  },
};

export default scaling;

async function registerAll(pool: pg.Pool, context: BenchContext): Promise<number> {
  const [{ source, checkpoint, title }, model, { sae, folder }] = [
    await readLanguageModelManifest(MODEL_ID),
    await context.model(),
    await context.sae(),
  ];
  return inTransaction(pool, async (client) => {
    const { config, tokenizer } = model;
    const { pieces } = tokenizer;
    await registerModel(client, { id: MODEL_ID, title, config, source, sha256: checkpoint.sha256, pieces });
    return registerSae(client, {
      ...{ modelId: MODEL_ID, slug: "scaling", config: sae.config },
      source: { kind: "directory", path: folder },
      sha256: await hashFile(join(folder, "sae_weights.safetensors"), "sha256", "hex"),
    });
  });
}

/** Tokens a second of new worker processes on a new corpus with the same passages. */
async function collectWith(
  pool: pg.Pool,
  context: BenchContext,
  { saeId, workers, corpus }: { saeId: number; workers: number; corpus: string },
): Promise<number> {
  const [{ config }, passages] = [await context.model(), await context.passages()];
  const corpusId = await inTransaction(pool, (client) =>
    registerCorpus(client, {
      ...{ modelId: MODEL_ID, slug: corpus, title: corpus, writtenBy: MODEL_ID },
      ...{ passages: withoutNotes(passages), vocabulary: config.vocabulary },
    }),
  );
  const running = Array.from({ length: workers }, () =>
    runProgram(["workers/main.ts", "--lane", "batch"], {}),
  );
  try {
    const settings = { shardPassages: Math.ceil(passages.length / SHARDS), passages: null };
    const { id } = await requestCollection(pool, { saeId, corpusId, settings });
    const tokens = async () => {
      const { rows } = await pool.query<{ shards: number; total: number; tokens: number }>(
        "SELECT shards_done AS shards, shards_total AS total, tokens_done::int AS tokens FROM collection WHERE id = $1",
        [id],
      );
      return rows[0] ?? { shards: 0, total: 0, tokens: 0 };
    };
    let begun: { tokens: number; at: number } | undefined;
    let rate = 0;
    const read = async () => {
      const { shards, total, tokens: done } = await tokens();
      const at = performance.now();
      if (!begun && shards >= 2 * workers && shards < total) begun = { tokens: done, at };
      if (begun && shards === total) rate = (1000 * (done - begun.tokens)) / (at - begun.at);
      return rate > 0;
    };
    await until("the collection", read, MOST_MS);
    context.say(`${workers} worker${workers === 1 ? "" : "s"}: ${rate.toFixed(0)} tokens/s`);
    return rate;
  } finally {
    for (const { process: worker } of running) worker.kill("SIGKILL");
    await Promise.all(running.map(({ ended }) => ended));
    await pool.query("DELETE FROM graphile_worker._private_jobs");
  }
}
