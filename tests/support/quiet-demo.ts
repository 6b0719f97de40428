import { cancelJob } from "@/prisma/jobs";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { curatedRecipe } from "@/domain/curated";
import { readCurated } from "@/server/procedures/showcase/read-curated";
import { until } from "./program";
import { collectedSae, DEMO } from "./steering";

const SEEN_MS = 90_000;

/**
 * Ends what the demo computes by itself, once there is something of it to search: a million tokens for each of three SAEs
 * would take one of two cores from the browser for most of its tests. How a collection ends is looked at where it takes
 * seconds, in tests/db/collection.test.ts.
 */
export async function quietDemo(): Promise<void> {
  const { pool } = getDatabase();
  await collectedSae(pool);
  // the first page turns one of them, which takes its maximum
  const turned = ((await readCurated(DEMO))?.steering ?? []).flatMap(
    (entry) => curatedRecipe(DEMO, entry).features,
  );
  await until(
    "the features that the first page turns",
    async () => {
      const { rows } = await pool.query(
        `SELECT 1 FROM unnest($2::text[], $3::int[]) AS w(sae, feature)
         JOIN sae s ON s.model_id = $1 AND s.slug = w.sae
         JOIN feature f ON f.collection_id = s.current_collection_id AND f.index = w.feature AND f.max > 0`,
        [DEMO, turned.map(({ sae }) => sae), turned.map(({ feature }) => feature)],
      );
      return rows.length === turned.length;
    },
    SEEN_MS,
  );
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM job WHERE kind = 'collect-activations' AND state IN ('queued', 'running')",
  );
  for (const { id } of rows) await cancelJob(id);
  await closeDatabase();
}
