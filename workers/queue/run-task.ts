import { FeaturescopeError } from "@/domain/errors";
import { TASKS, type TaskName, type TaskPayload } from "@/domain/jobs";
import type { Database } from "@/prisma/client";
import { endJob } from "@/prisma/jobs";
import { atLevel, changeAndNotify, noticeOf, notifyChange } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { log } from "@/telemetry/log";
import { inRequest } from "@/telemetry/request-scope";
import { traced } from "@/telemetry/trace";
import { explain, isPermanent } from "./failures";
import { JobWatch } from "./job-watch";
import type { TaskContext, TaskHandler } from "./task-context";

/** An entry of the queue as graphile-worker hands it over. */
export interface QueueEntry {
  id: string;
  payload: unknown;
  /** This try included. */
  attempts: number;
  max_attempts: number;
}

export interface RunEnvironment extends Database {
  workerId: string;
  /** Aborted when this process shall stop. */
  stopping: AbortSignal;
}

/**
 * Runs one queue entry and keeps its job record. Returns when the entry is finished with, be it done, cancelled or
 * failed for good; throws when graphile-worker shall try it again.
 */
export async function runTask<N extends TaskName>(
  task: N,
  load: () => Promise<TaskHandler<N>>,
  entry: QueueEntry,
  environment: RunEnvironment,
): Promise<void> {
  const payload = TASKS[task].payload.parse(entry.payload) as TaskPayload<N>;
  const job = await begin(environment, payload.jobId, entry.attempts);
  if (job === null) return;
  const attributes = { "featurescope.job_id": payload.jobId, "featurescope.attempt": entry.attempts };
  await inRequest(job.requestId, () =>
    traced(`job ${task}`, { kind: "consumer", parent: job.traceParent, attributes }, () =>
      runBegun(task, load, entry, environment, { payload, level: job.level }),
    ),
  );
}

async function runBegun<N extends TaskName>(
  task: N,
  load: () => Promise<TaskHandler<N>>,
  entry: QueueEntry,
  environment: RunEnvironment,
  { payload, level }: { payload: TaskPayload<N>; level: number },
): Promise<void> {
  const { pool, prisma, stopping, workerId } = environment;
  const { jobId } = payload;
  const line = { task, jobId, attempt: entry.attempts };
  const begun = performance.now();
  const watch = new JobWatch(pool, jobId);
  try {
    const handler = await load();
    const context: TaskContext = {
      pool,
      prisma,
      workerId,
      signal: AbortSignal.any([watch.cancelled, stopping]),
      report: (done, total, message) => watch.report(done, total, message),
      remark: async (text) => {
        await pool.query("UPDATE job SET hint = $2 WHERE id = $1 AND state = 'running'", [jobId, text]);
      },
      notify: (notice) => notifyChange(notice, pool),
    };
    await atLevel(level, () => handler(payload, context));
    await watch.close();
    await finish(environment, jobId);
    log.info({ ...line, ms: Math.round(performance.now() - begun) }, `${task} is done.`);
  } catch (error) {
    await watch.close();
    if (watch.cancelled.aborted) return;
    if (stopping.aborted) {
      await giveBack(environment, entry);
      throw error;
    }
    const reason = explain(error);
    // what is foreseen says all in its sentence
    const err = error instanceof FeaturescopeError ? {} : { err: error };
    log.error(
      { ...line, ...err },
      `${task} failed (attempt ${entry.attempts} of ${entry.max_attempts}): ${reason.error}`,
    );
    if (isPermanent(error) || entry.attempts >= entry.max_attempts) {
      await inTransaction(pool, (client) => endJob(client, jobId, { state: "failed", ...reason }));
      return;
    }
    await pool.query("UPDATE job SET message = $2 WHERE id = $1 AND state = 'running'", [
      jobId,
      `Attempt ${entry.attempts} of ${entry.max_attempts} failed and is tried again: ${reason.error}`,
    ]);
    throw error;
  }
}

interface BegunJob {
  level: number;
  /** What asked for it: an id of a request, and the `traceparent` of its span. */
  requestId: string | null;
  traceParent: string | null;
}

/** Null when the job was ended before the entry's turn came. */
async function begin({ pool }: RunEnvironment, jobId: string, attempts: number): Promise<BegunJob | null> {
  const { rows } = await pool.query<BegunJob & { pg_notify: unknown }>(
    `WITH begun AS (
       UPDATE job SET state = 'running', started_at = coalesce(started_at, now()), finished_at = NULL,
         attempts = greatest(attempts, $2)
       WHERE id = $1 AND state IN ('queued', 'running', 'done') RETURNING level, request_id, trace_parent
     ) SELECT level, request_id AS "requestId", trace_parent AS "traceParent", pg_notify($3, $4) FROM begun`,
    [jobId, attempts, ...noticeOf({ kind: "job", id: jobId })],
  );
  return rows[0] ?? null;
}

async function finish({ pool }: RunEnvironment, jobId: string): Promise<void> {
  await changeAndNotify(
    `UPDATE job SET state = 'done', finished_at = now(), message = NULL
     WHERE id = $1 AND state = 'running' AND done >= total RETURNING 1`,
    [jobId],
    { kind: "job", id: jobId },
    pool,
  );
}

/**
 * Puts an entry back as if it had not been taken, for any worker to take at once. graphile-worker's own handling of the
 * error that follows then finds nothing to do.
 */
export async function giveBack({ pool }: RunEnvironment, entry: QueueEntry): Promise<void> {
  await pool.query(
    `UPDATE graphile_worker._private_jobs
     SET attempts = greatest(attempts - 1, 0), locked_at = NULL, locked_by = NULL, run_at = now()
     WHERE id = $1`,
    [entry.id],
  );
  await pool.query(`SELECT pg_notify('jobs:insert', '{"count":1}')`);
}
