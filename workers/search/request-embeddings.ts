import type { Pool } from "pg";
import { createJob } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";

/** Labels that can be found and whose text has no vector yet. */
export const UNREAD_LABELS = `
  label l WHERE l.state NOT IN ('withdrawn', 'hidden')
    AND NOT EXISTS (SELECT 1 FROM text_vector v WHERE v.key = md5(l.text)::uuid)`;

/**
 * Queues the reading of labels for their meaning where some have not been read and nobody is at it.
 * @returns whether some have not been read
 */
export async function requestEmbeddings(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const unread = await client.query(`SELECT 1 FROM ${UNREAD_LABELS} LIMIT 1`);
    if (unread.rowCount === 0) return false;
    await client.query("SELECT pg_advisory_xact_lock(hashtext('embed-labels'), 0)");
    const busy = await client.query(
      "SELECT 1 FROM job WHERE kind = 'embed-labels' AND state IN ('queued', 'running') LIMIT 1",
    );
    if (busy.rowCount === 0) await createJob("embed-labels", {}, { priority: EMBED_PRIORITY });
    return true;
  });
}

/** After the dashboards' merges and before most shards: short, and many wait for it. */
const EMBED_PRIORITY = 0;
