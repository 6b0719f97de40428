import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { runStep, type RunSources, type RunStep } from "@/domain/steering-run";
import { notifyChange } from "@/prisma/queue";
import { getCompute } from "../compute/shared";
import { isPermanent } from "../queue/failures";
import type { TaskHandler } from "../queue/task-context";
import { readRunRequest, type AskedRun } from "../steering/run-request";
import { getGenerationLoop, getStepWriter } from "../steering/shared";

/**
 * Writes a run token by token. A second worker that takes it up writes it from the start, which is the same text, and
 * stores what is not there yet; so a reader sees it go on.
 */
const generateSteered: TaskHandler<"generate-steered"> = async (
  { jobId, runId },
  { pool, signal, workerId, report },
) => {
  const asked = await begin(pool, runId, jobId, workerId);
  if (!asked) return;
  await notifyChange({ kind: "steering", id: runId }, pool);
  const { request, sources } = await readRunRequest(pool, runId, asked);
  const stored = await storedSteps(pool, runId);
  const writer = getStepWriter();
  let differs = -1;
  let promptStored: Promise<unknown> = Promise.resolve();
  try {
    const engine = await getCompute().describeEngine();
    await getGenerationLoop().write(request, signal, {
      onPrompt(prompt) {
        promptStored = pool.query(`UPDATE steering_run SET prompt = $2, engine = $3 WHERE id = $1`, [
          runId,
          JSON.stringify(prompt),
          engine,
        ]);
        promptStored.catch(() => undefined); // awaited below
      },
      onStep(step, index) {
        const before = stored[index];
        if (before && idsOf(before) !== idsOf(step) && differs < 0) differs = index;
        if (differs < 0) writer.add(runId, index, step);
      },
    });
    if (differs >= 0) throw otherText(differs, sources);
    await promptStored;
    await writer.flush();
  } catch (error) {
    if (isPermanent(error)) await refuse(pool, runId);
    throw error;
  }
  await pool.query(
    `UPDATE steering_run SET state = 'done', finished_at = now(),
       owner = CASE WHEN owner NOT LIKE 'address %' THEN owner END
     WHERE id = $1 AND state = 'running'`,
    [runId],
  );
  await notifyChange({ kind: "steering", id: runId }, pool);
  report(1, 1);
};

export default generateSteered;

/** Null for a run that has been deleted, stopped or finished meanwhile. */
async function begin(pool: Pool, runId: string, jobId: string, workerId: string): Promise<AskedRun | null> {
  const { rows } = await pool.query<AskedRun>(
    `UPDATE steering_run SET state = 'running', job_id = $2, worker_id = $3, attempts = attempts + 1
     WHERE id = $1 AND state IN ('queued', 'running') RETURNING recipe, sources`,
    [runId, jobId, workerId],
  );
  return rows[0] ?? null;
}

async function storedSteps(pool: Pool, runId: string): Promise<RunStep[]> {
  const { rows } = await pool.query<{ tokens: unknown }>(
    "SELECT tokens FROM steering_step WHERE run_id = $1 ORDER BY step",
    [runId],
  );
  return rows.map(({ tokens }) => runStep.parse(tokens));
}

const idsOf = (step: RunStep) => step.map((token) => token?.id ?? "").join();

/** A run of which nothing was written leaves nothing behind; the job says why. */
async function refuse(pool: Pool, runId: string): Promise<void> {
  await pool.query(
    `DELETE FROM steering_run WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM steering_step WHERE run_id = $1)`,
    [runId],
  );
  await notifyChange({ kind: "steering", id: runId }, pool);
}

function otherText(step: number, { version }: RunSources): FeaturescopeError {
  return new FeaturescopeError(
    "CONFLICT",
    `The worker that took this run up writes another token at step ${step + 1}.`,
    `It has another engine or another version than the one that began (Featurescope ${version}): run it anew.`,
  );
}
