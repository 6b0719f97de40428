import { answerJob } from "@/prisma/jobs";
import { FeaturescopeError } from "@/domain/errors";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import { readPassages } from "../dashboards/corpus-passages";
import type { TaskHandler } from "../queue/task-context";
import { readRunRequest, type AskedRun } from "../steering/run-request";

/** Held-out text: a person waits while it is read, once and once more for each dose. */
const PASSAGES = 12;
const TOKENS = 128;

/** Answers with a SteeringCost (domain/steering-run.ts) in job.result; the text is the end of the first SAE's corpus. */
const measureSteering: TaskHandler<"measure-steering"> = async (
  { jobId, runId },
  { pool, signal, report },
) => {
  const run = await pool.query<AskedRun>("SELECT recipe, sources FROM steering_run WHERE id = $1", [runId]);
  if (!run.rows[0])
    throw new FeaturescopeError("NOT_FOUND", "This steered text has been removed.", "Write it again.");
  const { request, sources } = await readRunRequest(pool, runId, run.rows[0]);
  const [sae] = sources.saes;
  const { rows } = await pool.query<{ id: number }>(
    `SELECT c.id FROM collection c JOIN sae s ON s.id = c.sae_id WHERE s.id = $1
     ORDER BY (c.id = s.current_collection_id) DESC NULLS LAST, c.id DESC LIMIT 1`,
    [sae?.id],
  );
  if (!rows[0])
    throw new FeaturescopeError(
      "CONFLICT",
      `No text has been read with ${sae?.slug ?? "this SAE"}, so there is no text to read.`,
      "Collect its activations first.",
    );
  const { corpusId, corpusPassages, model } = await loadTarget(pool, rows[0].id);
  const corpus = { id: corpusId, vocabulary: model.vocabulary };
  const last = await readPassages(pool, corpus, Math.max(0, corpusPassages - PASSAGES), corpusPassages);
  const passages = last.map((ids) => ids.slice(0, TOKENS));
  const cost = await getCompute().measureSteering({ ...request, passages }, signal);
  await answerJob(jobId, cost, pool);
  report(1, 1);
};

export default measureSteering;
