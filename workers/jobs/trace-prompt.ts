import { FeaturescopeError } from "@/domain/errors";
import { weightsSource } from "@/domain/models";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a TraceAnswer (domain/attribution.ts) in job.result. */
const tracePrompt: TaskHandler<"trace-prompt"> = async (
  { jobId, saeId, ...question },
  { pool, signal, report, notify },
) => {
  const { rows } = await pool.query<{
    model_source: unknown;
    model_sha256: string;
    source: unknown;
    weights_sha256: string;
  }>(
    `SELECT m.source AS model_source, m.weights_sha256 AS model_sha256, s.source, s.weights_sha256
     FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.id = $1`,
    [saeId],
  );
  const row = rows[0];
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", `There is no SAE ${saeId}.`, "It was removed meanwhile.");
  const model = { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 };
  const sae = { source: weightsSource.parse(row.source), sha256: row.weights_sha256, model };
  const answer = await getCompute().tracePrompt({ sae, ...question }, signal);
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [jobId, JSON.stringify(answer)]);
  report(1, 1);
  await notify({ kind: "job", id: jobId });
};

export default tracePrompt;
