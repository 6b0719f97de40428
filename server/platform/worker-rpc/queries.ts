import { type Lane, WORKER_DEAD_MS } from "@/domain/jobs";
import { queryRows } from "../rows";

/** What has become of a question to a worker. */
export interface WorkerAnswer {
  state: string;
  result: unknown;
  error: string | null;
  hint: string | null;
}

/**
 * Null when the job is gone. One that is answered is taken away with its answer: it is nobody's business any more, and a
 * person's text stays nowhere.
 */
export async function takeAnswer(jobId: string): Promise<WorkerAnswer | null> {
  const rows = await queryRows<WorkerAnswer>(
    `WITH taken AS (DELETE FROM job WHERE id = $1 AND result IS NOT NULL RETURNING state, result, error, hint)
     SELECT * FROM taken
     UNION ALL SELECT state, result, error, hint FROM job WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM taken)`,
    [jobId],
  );
  return rows[0] ?? null;
}

export async function hasWorker(lane: Lane): Promise<boolean> {
  const rows = await queryRows<{ alive: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM worker WHERE lane = $1 AND last_seen_at > now() - $2 * interval '1 ms') AS alive`,
    [lane, WORKER_DEAD_MS],
  );
  return rows[0]?.alive ?? false;
}
