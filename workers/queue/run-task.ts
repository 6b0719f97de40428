import type { TaskName, TaskPayload } from "@/domain/jobs";
import { TASKS } from "@/domain/jobs";
import type { Database } from "@/prisma/client";
import { endJob } from "@/prisma/jobs";
import { atLevel, changeAndNotify, noticeOf, notifyChange } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
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
  log(line: string): void;
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
  const { pool, prisma, stopping, workerId, log } = environment;
  const payload = TASKS[task].payload.parse(entry.payload) as TaskPayload<N>;
  const { jobId } = payload;
  const level = await begin(environment, jobId, entry.attempts);
  if (level === null) return;
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
  } catch (error) {
    await watch.close();
    if (watch.cancelled.aborted) return;
    if (stopping.aborted) {
      await giveBack(environment, entry);
      throw error;
    }
    const reason = explain(error);
    log(`${task} failed (attempt ${entry.attempts} of ${entry.max_attempts}): ${reason.error}`);
    if (error instanceof Error && !("hint" in error)) log(error.stack ?? "");
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

/** The job's level; null when it was ended before the entry's turn came. */
async function begin({ pool }: RunEnvironment, jobId: string, attempts: number): Promise<number | null> {
  const { rows } = await pool.query<{ level: number }>(
    `WITH begun AS (
       UPDATE job SET state = 'running', started_at = coalesce(started_at, now()), finished_at = NULL,
         attempts = greatest(attempts, $2)
       WHERE id = $1 AND state IN ('queued', 'running', 'done') RETURNING level
     ) SELECT level, pg_notify($3, $4) FROM begun`,
    [jobId, attempts, ...noticeOf({ kind: "job", id: jobId })],
  );
  return rows[0]?.level ?? null;
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
