import type pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { packCounts, packPromoted } from "@/domain/feature-statistics";
import { dataFolder } from "@/workers/files/data-folder";
import { ensureLanguageModel } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { registerDemo } from "@/workers/demo/register";
import { runProgram, until, type Program } from "./program";
import type { useTestDatabase } from "./test-database";

export const DEMO = "stories15m";
export const STEERED_SAE = "3-res-4k";
/** Features that tests give a maximum, so that strengths mean something before anything is collected. */
export const STEERED = { feature: 100, max: 8 };

/** The demo's model and SAEs, registered without their dashboards but for one made-up row of statistics. */
export async function registerSteerable(pool: pg.Pool): Promise<void> {
  const manifest = await readLanguageModelManifest(DEMO);
  await registerDemo(pool, DEMO, await ensureLanguageModel(manifest.source, { dataFolder: dataFolder() }));
  await giveMaximum(pool, STEERED.feature, STEERED.max);
}

/** An interactive worker over what can be steered, from before the tests of a file until after them; more can be started. */
export function useSteeringWorker(database: ReturnType<typeof useTestDatabase>) {
  const workers: Program[] = [];
  const startWorker = (): Program => {
    const worker = runProgram(["workers/main.ts", "--lane", "interactive"], { DATABASE_URL: database.url });
    workers.push(worker);
    return worker;
  };
  beforeAll(async () => {
    await registerSteerable(database.pool);
    startWorker();
    const { pool } = database;
    await until("a worker", async () => (await pool.query("SELECT 1 FROM worker")).rows.length > 0);
  });
  afterAll(() => workers.forEach((worker) => worker.process.kill("SIGKILL")));
  return { workers, startWorker };
}

/** The demo's first SAE, of which what was read can be searched: the others are collected once it is complete. */
export async function collectedSae(pool: pg.Pool): Promise<string> {
  let slug = "";
  await until(
    "the first SAE's features",
    async () => {
      const { rows } = await pool.query<{ slug: string }>(
        `SELECT s.slug FROM sae s WHERE s.model_id = $1
           AND EXISTS (SELECT 1 FROM search_document d WHERE d.sae_id = s.id AND d.density > 0) ORDER BY s.id LIMIT 1`,
        [DEMO],
      );
      slug = rows[0]?.slug ?? "";
      return slug !== "";
    },
    90_000,
  );
  return slug;
}

/** A row of statistics for a feature that has none yet. */
export async function giveMaximum(pool: pg.Pool, feature: number, max: number): Promise<void> {
  await pool.query(
    `INSERT INTO feature (collection_id, index, tokens_seen, active_tokens, active_passages, density, max, mean,
       histogram, bands, promoted)
     SELECT c.id, $3, 1000, 10, 5, 0.01, $4::float4, $4::float4 / 2, $5, $6, $7
     FROM collection c JOIN sae s ON s.id = c.sae_id WHERE s.model_id = $1 AND s.slug = $2
     ON CONFLICT DO NOTHING`,
    [
      ...[DEMO, STEERED_SAE, feature, max],
      ...[packCounts([10]), packCounts([10, 0, 0, 0, 0]), packPromoted([])].map((bytes) =>
        Buffer.from(bytes),
      ),
    ],
  );
}
