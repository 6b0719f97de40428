import { z } from "zod";
import { WORKER_DEAD_MS } from "@/domain/jobs";
import { steeringRecipe, type SteeringRecipe } from "@/domain/steering";
import {
  RUN_STATES,
  runPrompt,
  runSources,
  runStep,
  type RunPrompt,
  type RunSources,
  type RunState,
  type RunStep,
} from "@/domain/steering-run";
import { queryRows } from "../../platform/rows";

export interface SteeringRun {
  id: string;
  recipe: SteeringRecipe;
  recipeHash: string;
  sources: RunSources;
  state: RunState;
  jobId: string | null;
  attempts: number;
  engine: string | null;
  prompt: RunPrompt | null;
  replayOf: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  /** Whether the worker that writes it has been seen lately. */
  workerAlive: boolean;
  /** Interactive workers seen lately. */
  workers: number;
  /** Why its job failed. */
  error: string | null;
  hint: string | null;
}

interface RunRow {
  id: string;
  recipe: unknown;
  recipe_hash: string;
  sources: unknown;
  state: string;
  job_id: string | null;
  job_state: string | null;
  attempts: number;
  engine: string | null;
  prompt: unknown;
  replay_of: string | null;
  created_at: Date;
  finished_at: Date | null;
  worker_alive: boolean;
  workers: number;
  error: string | null;
  hint: string | null;
}

const SEEN_LATELY = `last_seen_at > now() - interval '${WORKER_DEAD_MS} ms'`;

/** Null when there is no such run. */
export async function findRun(id: string): Promise<SteeringRun | null> {
  const rows = await queryRows<RunRow>(
    `SELECT r.id, r.recipe, r.recipe_hash, r.sources, r.state, r.job_id, r.attempts, r.engine, r.prompt, r.replay_of,
            r.created_at, r.finished_at, j.state AS job_state, j.error, j.hint,
            EXISTS (SELECT 1 FROM worker WHERE id = r.worker_id AND ${SEEN_LATELY}) AS worker_alive,
            (SELECT count(*)::int FROM worker WHERE lane = 'interactive' AND ${SEEN_LATELY}) AS workers
     FROM steering_run r LEFT JOIN job j ON j.id = r.job_id WHERE r.id = $1`,
    [id],
  );
  return rows[0] ? readRun(rows[0]) : null;
}

function readRun(row: RunRow): SteeringRun {
  const state = z.enum(RUN_STATES).parse(row.state);
  const lost = row.job_state === "failed" && (state === "queued" || state === "running");
  return {
    id: row.id,
    recipe: steeringRecipe.parse(row.recipe),
    recipeHash: row.recipe_hash,
    sources: runSources.parse(row.sources),
    state: lost ? "failed" : state,
    jobId: row.job_id,
    attempts: row.attempts,
    engine: row.engine,
    prompt: row.prompt === null ? null : runPrompt.parse(row.prompt),
    replayOf: row.replay_of,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    workerAlive: row.worker_alive,
    workers: row.workers,
    error: lost || state === "failed" ? row.error : null,
    hint: lost || state === "failed" ? row.hint : null,
  };
}

/** The latest runs of a recipe, the latest first. */
export async function latestRunsOf(recipeHash: string): Promise<SteeringRun[]> {
  const rows = await queryRows<{ id: string }>(
    "SELECT id FROM steering_run WHERE recipe_hash = $1 ORDER BY created_at DESC LIMIT 5",
    [recipeHash],
  );
  const runs = await Promise.all(rows.map(({ id }) => findRun(id)));
  return runs.filter((run) => run !== null);
}

/** Steps from `first` on, in order. */
export async function listSteps(id: string, first = 0): Promise<RunStep[]> {
  const rows = await queryRows<{ tokens: unknown }>(
    "SELECT tokens FROM steering_step WHERE run_id = $1 AND step >= $2 ORDER BY step",
    [id, first],
  );
  return rows.map(({ tokens }) => runStep.parse(tokens));
}

/** Runs that are waiting or being written, of one owner and of all. */
export async function countUnfinished(owner: string): Promise<{ own: number; all: number }> {
  const rows = await queryRows<{ own: number; all: number }>(
    `SELECT count(*) FILTER (WHERE r.owner = $1)::int AS own, count(*)::int AS all
     FROM steering_run r LEFT JOIN job j ON j.id = r.job_id
     WHERE r.state IN ('queued', 'running') AND coalesce(j.state, '') <> 'failed'`,
    [owner],
  );
  return rows[0] ?? { own: 0, all: 0 };
}

/** Those of the SAEs that are still here, whoever may see them. */
export async function existingSaes(ids: readonly number[]): Promise<number[]> {
  const rows = await queryRows<{ id: number }>("SELECT id FROM sae WHERE id = ANY($1)", [ids]);
  return rows.map(({ id }) => id);
}

export interface NewRun {
  id: string;
  recipe: SteeringRecipe;
  recipeHash: string;
  sources: RunSources;
  replayOf: string | null;
  owner: string;
}

export async function insertRun(run: NewRun): Promise<void> {
  await queryRows(
    `INSERT INTO steering_run (id, model_id, recipe, recipe_hash, sources, replay_of, owner)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      run.id,
      run.recipe.model,
      JSON.stringify(run.recipe),
      run.recipeHash,
      JSON.stringify(run.sources),
      run.replayOf,
      run.owner,
    ],
  );
}

/** Who asked for a run: "user ID" or "address ..."; null when that is forgotten, or there is no such run. */
export async function runOwner(id: string): Promise<string | null> {
  const rows = await queryRows<{ owner: string | null }>("SELECT owner FROM steering_run WHERE id = $1", [
    id,
  ]);
  return rows[0]?.owner ?? null;
}

export async function deleteRun(id: string): Promise<void> {
  await queryRows("DELETE FROM steering_run WHERE id = $1", [id]);
}

/** Says which job writes the run; not once a worker has said so itself. */
export async function setRunJob(id: string, jobId: string): Promise<void> {
  await queryRows("UPDATE steering_run SET job_id = $2 WHERE id = $1 AND state = 'queued'", [id, jobId]);
}

/** Ends or pauses a run that is under way; the job to cancel, or null when it was not. */
export async function breakOffRun(id: string, state: "stopped" | "paused"): Promise<string | null> {
  const rows = await queryRows<{ job_id: string | null }>(
    `UPDATE steering_run SET state = $2, finished_at = CASE WHEN $2 = 'stopped' THEN now() END,
       owner = CASE WHEN $2 = 'stopped' AND owner LIKE 'address %' THEN NULL ELSE owner END
     WHERE id = $1 AND (state IN ('queued', 'running') OR state = 'paused' AND $2 = 'stopped') RETURNING job_id`,
    [id, state],
  );
  return rows[0]?.job_id ?? null;
}

/** True when the run was paused and is now to be written again. */
export async function requeueRun(id: string): Promise<boolean> {
  const rows = await queryRows(
    "UPDATE steering_run SET state = 'queued' WHERE id = $1 AND state = 'paused' RETURNING id",
    [id],
  );
  return rows.length > 0;
}
