import { AsyncLocalStorage } from "node:async_hooks";
import type { ClientBase, Pool } from "pg";
import {
  CHANGES_CHANNEL,
  PRIORITY_LEVELS,
  TASKS,
  type ChangeNotice,
  type TaskName,
  type TaskPayload,
} from "@/domain/jobs";
import { getDatabase } from "./client";

const level = new AsyncLocalStorage<number>();

/** Runs `work`; jobs that are created in it have this level. */
export function atLevel<T>(of: number, work: () => T): T {
  return level.run(of, work);
}

/** The level of jobs that are created here and now: a person's, unless {@link atLevel} says otherwise. */
export const currentLevel = (): number => level.getStore() ?? PRIORITY_LEVELS.person;

/** A pool, or the connection of a transaction that the call should be part of. */
export type Queryable = Pick<Pool | ClientBase, "query">;

/** Tries of a task before it counts as failed; between them graphile-worker waits e, e², ... seconds. */
export const MAX_ATTEMPTS = 3;

export interface QueueItem<N extends TaskName> {
  payload: TaskPayload<N>;
  /** A waiting entry with the same key is replaced; one that already runs finishes, and this one runs after it. */
  jobKey?: string;
  /** Its turn within the job's level (workers/queue/turns.ts): smaller runs earlier; 0 when omitted. */
  priority?: number;
  maxAttempts?: number;
  /** It waits until then; at once when omitted. */
  runAt?: Date;
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
  if (items.length > 0) await client.query(ADD_ENTRIES, [entriesOf(task, items)]);
}

/** Queues the entries in $1, which {@link entriesOf} writes, at the levels of their jobs. */
export const ADD_ENTRIES = `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
  SELECT ROW(identifier, payload, NULL, run_at, max_attempts, job_key, priority + coalesce(
    (SELECT job.level FROM job WHERE job.id = (item.payload->>'jobId')::uuid), 0), NULL)::graphile_worker.job_spec
  FROM json_to_recordset($1::json)
    AS item(identifier text, payload json, run_at timestamptz, max_attempts int, job_key text, priority int)))`;

/** @throws ZodError for a payload that is not the task's */
export function entriesOf<N extends TaskName>(task: N, items: readonly QueueItem<N>[]): string {
  return JSON.stringify(
    items.map((item) => ({
      identifier: task,
      payload: TASKS[task].payload.parse(item.payload),
      run_at: item.runAt?.toISOString() ?? null,
      max_attempts: item.maxAttempts ?? MAX_ATTEMPTS,
      job_key: item.jobKey ?? null,
      priority: item.priority ?? 0,
    })),
  );
}

/** Tells every listening process that what it shows of a job or collection is out of date. */
export async function notifyChange(
  notice: ChangeNotice,
  client: Queryable = getDatabase().pool,
): Promise<void> {
  await client.query("SELECT pg_notify($1, $2)", noticeOf(notice));
}

/** The two arguments of pg_notify. */
export function noticeOf(notice: ChangeNotice): [channel: string, message: string] {
  return [CHANGES_CHANNEL, JSON.stringify(notice)];
}

/**
 * Changes what a notice is about and gives it, both or neither and in one round trip, for somebody may wait for it.
 * @param sql one INSERT, UPDATE or DELETE with RETURNING 1
 * @returns false when it changed nothing, which nobody is told
 */
export async function changeAndNotify(
  sql: string,
  values: readonly unknown[],
  notice: ChangeNotice,
  client: Queryable,
): Promise<boolean> {
  const { length } = values;
  const { rowCount } = await client.query(
    `WITH changed AS (${sql}) SELECT pg_notify($${length + 1}, $${length + 2}) FROM changed`,
    [...values, ...noticeOf(notice)],
  );
  return (rowCount ?? 0) > 0;
}
