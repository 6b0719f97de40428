import { FeaturescopeError } from "@/domain/errors";
import { getCompute } from "../compute/shared";
import { readPassages } from "../dashboards/corpus-passages";
import type { TaskHandler } from "../queue/task-context";
import { readRunRequest, type AskedRun } from "../steering/run-request";

/** Held-out text: a person waits while it is read, once and once more for each dose. */
const PASSAGES = 12;
const TOKENS = 128;

/** Answers with a SteeringCost (domain/steering-run.ts) in job.result; the text is the end of the first SAE's corpus. */
const measureSteering: TaskHandler<"measure-steering"> = async (
  { jobId, runId },
  { pool, signal, report, notify },
) => {
  const run = await pool.query<AskedRun>("SELECT recipe, sources FROM steering_run WHERE id = $1", [runId]);
  if (!run.rows[0])
    throw new FeaturescopeError("NOT_FOUND", "This steered text has been removed.", "Write it again.");
  const { request, sources } = await readRunRequest(pool, runId, run.rows[0]);
  const { rows } = await pool.query<{ id: number; passages: number; vocabulary: number }>(
    `SELECT c.id, c.passages, (m.config ->> 'vocabulary')::int AS vocabulary
     FROM sae s JOIN language_model m ON m.id = s.model_id
       JOIN LATERAL (
         SELECT corpus_id FROM collection WHERE sae_id = s.id
         ORDER BY (id = s.current_collection_id) DESC NULLS LAST, id DESC LIMIT 1
       ) k ON true
       JOIN corpus c ON c.id = k.corpus_id
     WHERE s.id = $1`,
    [sources.saes[0]?.id],
  );
  const corpus = rows[0];
  if (!corpus)
    throw new FeaturescopeError(
      "CONFLICT",
      `Nothing has been collected for ${sources.saes[0]?.slug ?? "this SAE"}, so there is no text to read.`,
      "Collect its activations first.",
    );
  const first = Math.max(0, corpus.passages - PASSAGES);
  const passages = (await readPassages(pool, corpus, first, corpus.passages)).map((ids) =>
    ids.slice(0, TOKENS),
  );
  const cost = await getCompute().measureSteering({ ...request, passages }, signal);
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [jobId, JSON.stringify(cost)]);
  report(1, 1);
  await notify({ kind: "job", id: jobId });
};

export default measureSteering;
