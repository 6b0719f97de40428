import { queryRows } from "./rows";

export interface JobOutcome {
  state: string;
  error: string | null;
  hint: string | null;
}

/** The job that was to write a steered text, started within the last hour; null when there is none. */
export async function findSteeringJob(runId: string): Promise<JobOutcome | null> {
  const rows = await queryRows<JobOutcome>(
    `SELECT state, error, hint FROM job
     WHERE state IN ('queued', 'running', 'failed') AND created_at > now() - interval '1 hour'
       AND kind = 'generate-steered' AND payload ->> 'runId' = $1
     ORDER BY created_at DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}
