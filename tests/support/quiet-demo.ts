import { cancelJob } from "@/prisma/jobs";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { collectedSae } from "./steering";

/**
 * Ends what the demo computes by itself, once there is something of it to search: a million tokens for each of three SAEs
 * would take one of two cores from the browser for most of its tests. How a collection ends is looked at where it takes
 * seconds, in tests/db/collection.test.ts.
 */
export async function quietDemo(): Promise<void> {
  const { pool } = getDatabase();
  await collectedSae(pool);
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM job WHERE kind = 'collect-activations' AND state IN ('queued', 'running')",
  );
  for (const { id } of rows) await cancelJob(id);
  await closeDatabase();
}
