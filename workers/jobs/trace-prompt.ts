import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a TraceAnswer (domain/attribution.ts) in job.result. */
const tracePrompt: TaskHandler<"trace-prompt"> = async (
  { jobId, saeId, ...question },
  { pool, signal, report, notify },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const answer = await getCompute().tracePrompt({ sae, ...question }, signal);
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [jobId, JSON.stringify(answer)]);
  report(1, 1);
  await notify({ kind: "job", id: jobId });
};

export default tracePrompt;
