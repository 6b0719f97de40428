import type { Pool } from "pg";
import { createJob, retryJob } from "@/prisma/jobs";
import type { LeftJoined } from "@/prisma/left-joined";
import { LABEL_TURN } from "../queue/turns";

/**
 * Asks for the labels of a complete collection, once: a job that waits, runs or is done is left alone, one that failed
 * is tried again. `again` repeats those that are done or were cancelled, too.
 */
export async function requestLabels(
  pool: Pool,
  collectionId: number,
  { again = false }: { again?: boolean } = {},
): Promise<void> {
  const { rows } = await pool.query<LeftJoined<{ id: string; state: string }>>(
    `SELECT job.id, job.state FROM collection c LEFT JOIN LATERAL (
       SELECT id, state FROM job WHERE kind = 'label-features' AND payload @> jsonb_build_object('collectionId', c.id)
       ORDER BY created_at DESC LIMIT 1) job ON true
     WHERE c.id = $1 AND c.state = 'done'`,
    [collectionId],
  );
  if (!rows[0]) return;
  const { id, state } = rows[0];
  if (id === null || (again && state === "done"))
    await createJob("label-features", { collectionId }, { priority: LABEL_TURN });
  else if (state === "failed" || (again && state === "cancelled")) await retryJob(id);
}
