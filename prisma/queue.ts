import type { ClientBase, Pool } from "pg";
import { CHANGES_CHANNEL, TASKS, type ChangeNotice, type TaskName, type TaskPayload } from "@/domain/jobs";
import { getDatabase } from "./client";

/** A pool, or the connection of a transaction that the call should be part of. */
export type Queryable = Pick<Pool | ClientBase, "query">;

/** Tries of a task before it counts as failed; between them graphile-worker waits e, e², ... seconds. */
export const MAX_ATTEMPTS = 3;

export interface QueueItem<N extends TaskName> {
  payload: TaskPayload<N>;
  /** A waiting entry with the same key is replaced; one that already runs finishes, and this one runs after it. */
  jobKey?: string;
  /** Smaller runs earlier; 0 when omitted. */
  priority?: number;
  maxAttempts?: number;
}

/** Queues one run of a task for the workers of its lane. */
export async function enqueue<N extends TaskName>(
  task: N,
  payload: TaskPayload<N>,
  options: Omit<QueueItem<N>, "payload"> & { client?: Queryable } = {},
): Promise<void> {
  const { client, ...item } = options;
  await enqueueAll(task, [{ ...item, payload }], client);
}

/**
 * Queues many runs of a task in one statement.
 * @throws ZodError for a payload that is not the task's
 */
export async function enqueueAll<N extends TaskName>(
  task: N,
  items: readonly QueueItem<N>[],
  client: Queryable = getDatabase().pool,
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item) => ({
    identifier: task,
    payload: TASKS[task].payload.parse(item.payload),
    max_attempts: item.maxAttempts ?? MAX_ATTEMPTS,
    job_key: item.jobKey ?? null,
    priority: item.priority ?? 0,
  }));
  await client.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW(identifier, payload, NULL, NULL, max_attempts, job_key, priority, NULL)::graphile_worker.job_spec
       FROM json_to_recordset($1::json)
         AS item(identifier text, payload json, max_attempts int, job_key text, priority int)))`,
    [JSON.stringify(rows)],
  );
}

/** Tells every listening process that what it shows of a job or collection is out of date. */
export async function notifyChange(
  notice: ChangeNotice,
  client: Queryable = getDatabase().pool,
): Promise<void> {
  await client.query("SELECT pg_notify($1, $2)", [CHANGES_CHANNEL, JSON.stringify(notice)]);
}
