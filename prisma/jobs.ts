import { randomUUID } from "node:crypto";
import { FeaturescopeError } from "@/domain/errors";
import { TASKS, type TaskName, type TaskPayload, type TaskRequest } from "@/domain/jobs";
import { currentRequestId } from "@/telemetry/request-scope";
import { currentTraceParent } from "@/telemetry/trace";
import { getDatabase } from "./client";
import {
  ADD_ENTRIES,
  changeAndNotify,
  currentLevel,
  enqueue,
  entriesOf,
  noticeOf,
  notifyChange,
  type QueueItem,
  type Queryable,
} from "./queue";
import { inTransaction } from "./transaction";

/**
 * Records of background work (table job), one for everything that a person started with one click. All queue entries
 * that work on it carry its id in their payload; the record ends when the last of them has reported its work complete.
 */
export interface NewJob<N extends TaskName> extends Omit<QueueItem<N>, "payload"> {
  /** The collection whose state follows this job's. */
  collectionId?: number;
}

/** Records a job, queues its first task and returns its id; both or neither are written. */
export async function createJob<N extends TaskName>(
  task: N,
  payload: TaskRequest<N>,
  { collectionId, ...item }: NewJob<N> = {},
): Promise<string> {
  const id = randomUUID();
  const whole = TASKS[task].payload.parse({ ...payload, jobId: id }) as TaskPayload<N>;
  await getDatabase().pool.query(
    `WITH recorded AS (
       INSERT INTO job (id, kind, lane, payload, collection_id, level, request_id, trace_parent)
       VALUES ($4, $5, $6, $7, $8, $9, $10, $11) RETURNING 1
     ), queued AS (${ADD_ENTRIES})
     SELECT pg_notify($2, $3), queued.count FROM recorded, queued`,
    [
      // the record is not there yet for the statement to take the level from
      entriesOf(task, [{ ...item, payload: whole, priority: (item.priority ?? 0) + currentLevel() }]),
      ...noticeOf({ kind: "job", id }),
      ...[id, task, TASKS[task].lane, JSON.stringify(whole), collectionId ?? null],
      currentLevel(),
      ...[currentRequestId(), currentTraceParent()],
    ],
  );
  return id;
}

/** Writes what a question's job has found; whoever waits is told at once, and not when the job's record is closed. */
export async function answerJob(id: string, result: unknown, client: Queryable): Promise<void> {
  const sql = "UPDATE job SET result = $2 WHERE id = $1 RETURNING 1";
  await changeAndNotify(sql, [id, JSON.stringify(result)], { kind: "job", id }, client);
}

/**
 * Cancels a job: what waits is dropped, what runs is told to stop at its next look. A finished job stays as it is.
 * @throws FeaturescopeError NOT_FOUND, or CONFLICT when the job has already ended
 */
export async function cancelJob(id: string): Promise<void> {
  await inTransaction(getDatabase().pool, async (client) => {
    const job = await endJob(client, id, { state: "cancelled", error: null, hint: null });
    if (!job)
      throw await explainRefusal(client, id, "cancelled", "Only waiting and running jobs can be cancelled.");
  });
}

/**
 * Queues a failed or cancelled job again from its first task; finished parts are not computed anew.
 * @throws FeaturescopeError NOT_FOUND, or CONFLICT when the job has not failed
 */
export async function retryJob(id: string): Promise<void> {
  await inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ kind: TaskName; payload: unknown; collection_id: number | null }>(
      `UPDATE job SET state = 'queued', error = NULL, hint = NULL, message = NULL, attempts = 0, done = 0, total = 0,
         started_at = NULL, finished_at = NULL
       WHERE id = $1 AND state IN ('failed', 'cancelled') RETURNING kind, payload, collection_id`,
      [id],
    );
    const job = rows[0];
    if (!job)
      throw await explainRefusal(
        client,
        id,
        "tried again",
        "Only failed and cancelled jobs can be tried again.",
      );
    if (job.collection_id !== null)
      await client.query(
        `UPDATE collection SET state = 'queued', error = NULL, finished_at = NULL
         WHERE id = $1 AND state IN ('failed', 'cancelled')`,
        [job.collection_id],
      );
    await enqueue(job.kind, TASKS[job.kind].payload.parse(job.payload), { client });
    await notifyAbout(client, id, job.collection_id);
  });
}

export interface JobEnd {
  state: "failed" | "cancelled";
  error: string | null;
  hint: string | null;
}

/**
 * Ends a waiting or running job and its collection, and drops its waiting queue entries; part of the caller's
 * transaction. Returns false when the job does not exist or has already ended.
 */
export async function endJob(client: Queryable, id: string, end: JobEnd): Promise<boolean> {
  const { rows } = await client.query<{ collection_id: number | null }>(
    `UPDATE job SET state = $2, error = $3, hint = $4, finished_at = now()
     WHERE id = $1 AND state IN ('queued', 'running') RETURNING collection_id`,
    [id, end.state, end.error, end.hint],
  );
  const job = rows[0];
  if (!job) return false;
  if (job.collection_id !== null)
    await client.query(
      `UPDATE collection SET state = $2, error = $3, finished_at = now()
       WHERE id = $1 AND state IN ('queued', 'running', 'merging')`,
      [job.collection_id, end.state, end.error],
    );
  // The public view of the queue shows no payloads, so the ids come from the table behind it.
  await client.query(
    `SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
       SELECT id FROM graphile_worker._private_jobs WHERE payload->>'jobId' = $1 AND locked_at IS NULL))`,
    [id],
  );
  await notifyAbout(client, id, job.collection_id);
  return true;
}

async function notifyAbout(client: Queryable, id: string, collectionId: number | null): Promise<void> {
  await notifyChange({ kind: "job", id }, client);
  if (collectionId !== null) await notifyChange({ kind: "collection", id: collectionId }, client);
}

async function explainRefusal(
  client: Queryable,
  id: string,
  verb: string,
  rule: string,
): Promise<FeaturescopeError> {
  const { rows } = await client.query<{ state: string }>("SELECT state FROM job WHERE id = $1", [id]);
  const job = rows[0];
  if (!job) return new FeaturescopeError("NOT_FOUND", `There is no job ${id}.`, "See the list of jobs.");
  return new FeaturescopeError("CONFLICT", `Job ${id} is ${job.state} and cannot be ${verb}.`, rule);
}
