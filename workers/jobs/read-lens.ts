import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a LensAnswer (domain/lens.ts) in job.result. */
const readLens: TaskHandler<"read-lens"> = async (
  { jobId, saeId, ...question },
  { pool, signal, report },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const answer = await getCompute().readLens({ model: sae.model, ...question }, signal);
  await answerJob(jobId, answer, pool);
  report(1, 1);
};

export default readLens;
