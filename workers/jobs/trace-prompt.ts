import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a TraceAnswer (domain/attribution.ts) in job.result. */
const tracePrompt: TaskHandler<"trace-prompt"> = async (
  { jobId, saeId, ...question },
  { pool, signal, report },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const answer = await getCompute().tracePrompt({ sae, ...question }, signal);
  await answerJob(jobId, answer, pool);
  report(1, 1);
};

export default tracePrompt;
