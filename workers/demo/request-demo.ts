import type { Pool } from "pg";
import { PRIORITY_LEVELS } from "@/domain/jobs";
import { createJob } from "@/prisma/jobs";
import { atLevel } from "@/prisma/queue";
import { readLanguageModelManifest } from "../files/model-manifest";

/**
 * Asks for a model of the demo's to be fetched and registered. One job does that, and looks again what is missing whenever it
 * is asked for: what waits or runs already is left alone, and one that has ended, however it did, makes place for another.
 * @returns the job's id
 */
export async function requestDemo(pool: Pool, model: string): Promise<string> {
  const { title } = await readLanguageModelManifest(model);
  const { rows } = await pool.query<{ id: string }>(
    `WITH ended AS (
       DELETE FROM job WHERE kind = 'prepare-demo' AND payload @> $1 AND state NOT IN ('queued', 'running')
     )
     SELECT id FROM job WHERE kind = 'prepare-demo' AND payload @> $1 AND state IN ('queued', 'running') LIMIT 1`,
    [JSON.stringify({ model })],
  );
  return (
    rows[0]?.id ?? atLevel(PRIORITY_LEVELS.background, () => createJob("prepare-demo", { model, title }))
  );
}
