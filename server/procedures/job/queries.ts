import { WORKER_DEAD_MS, type Lane } from "@/domain/jobs";
import type { SaeAddress } from "@/domain/urls";
import { queryRows } from "../../platform/rows";

export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** How far a job is. */
export interface JobStatus {
  id: string;
  state: JobState;
  done: number;
  total: number;
  message: string | null;
  error: string | null;
  hint: string | null;
  createdAt: Date;
}

/** Background work as an administrator sees it. */
export interface JobSummary extends JobStatus {
  kind: string;
  lane: Lane;
  attempts: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Jobs of its lane whose next work is taken before its own; null where nothing of it waits. */
  ahead: number | null;
  /** Whom it is for. */
  level: number;
  /** The SAE that it works on, where it is about one. */
  about: SaeAddress | null;
}

export interface JobPlace {
  createdAt: Date;
  id: string;
}

/** The latest first. @param before where the page before ended */
export async function listJobs(
  state: JobState | null,
  before: JobPlace | null,
  count: number,
): Promise<JobSummary[]> {
  return queryRows<JobSummary>(
    `WITH waiting AS (
       SELECT DISTINCT ON (payload ->> 'jobId') (payload ->> 'jobId')::uuid AS id, priority, run_at, id AS entry
       FROM graphile_worker._private_jobs WHERE locked_at IS NULL AND payload ->> 'jobId' IS NOT NULL
       ORDER BY payload ->> 'jobId', priority, run_at, id
     ), place AS (
       SELECT w.id, (row_number() OVER (PARTITION BY j.lane ORDER BY w.priority, w.run_at, w.entry) - 1)::int AS ahead
       FROM waiting w JOIN job j ON j.id = w.id
     )
     SELECT j.id, j.kind, j.level, place.ahead, j.lane, j.state, j.done, j.total, j.message, j.error, j.hint, j.attempts,
            j.created_at AS "createdAt", j.started_at AS "startedAt", j.finished_at AS "finishedAt",
            CASE WHEN s.id IS NOT NULL THEN json_build_object('model', s.model_id, 'sae', s.slug) END AS about
     FROM job j
     LEFT JOIN place ON place.id = j.id
     LEFT JOIN collection c ON c.id = COALESCE(j.collection_id, (j.payload ->> 'collectionId')::int)
     LEFT JOIN sae s ON s.id = COALESCE(c.sae_id, (j.payload ->> 'saeId')::int)
     WHERE ($1::text IS NULL OR j.state = $1)
       AND ($2::timestamptz IS NULL OR (j.created_at, j.id) < ($2, $3::uuid))
     ORDER BY j.created_at DESC, j.id DESC LIMIT $4`,
    [state, before?.createdAt ?? null, before?.id ?? null, count],
  );
}

export async function countJobs(): Promise<Partial<Record<JobState, number>>> {
  const rows = await queryRows<{ state: JobState; count: number }>(
    "SELECT state, count(*)::int FROM job GROUP BY state",
    [],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

export interface LiveWorker {
  id: string;
  host: string;
  pid: number;
  lane: Lane;
  engine: string;
  task: string | null;
  startedAt: Date;
}

/** Worker processes that have been seen lately. */
export async function listWorkers(): Promise<LiveWorker[]> {
  return queryRows<LiveWorker>(
    `SELECT id, host, pid, lane, engine, task, started_at AS "startedAt" FROM worker
     WHERE last_seen_at > now() - interval '${WORKER_DEAD_MS} ms' ORDER BY lane, host, pid`,
    [],
  );
}

export interface SteeringJobOutcome {
  state: string;
  error: string | null;
  hint: string | null;
}

/** The job that was to write a steered text, started within the last hour; null when there is none. */
export async function findSteeringJob(runId: string): Promise<SteeringJobOutcome | null> {
  const rows = await queryRows<SteeringJobOutcome>(
    `SELECT state, error, hint FROM job
     WHERE state IN ('queued', 'running', 'failed') AND created_at > now() - interval '1 hour'
       AND kind = 'generate-steered' AND payload ->> 'runId' = $1
     ORDER BY created_at DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}
