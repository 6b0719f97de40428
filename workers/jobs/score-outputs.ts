import { outputScores } from "@/domain/output-score";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";
import { readScoredFeatures } from "../steering/scored-features";

/** Answers with the scores in job.result (domain/output-score.ts). */
const scoreOutputs: TaskHandler<"score-outputs"> = async (
  { jobId, saeId, features: wanted },
  { pool, signal, report },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const features = await readScoredFeatures(pool, saeId, wanted);
  const effects = features.length > 0 ? await getCompute().scoreOutputs({ sae, features }, signal) : [];
  const found = new Map(features.map(({ index }, i) => [index, effects[i]?.score ?? null]));
  await answerJob(jobId, outputScores.parse(wanted.map((feature) => found.get(feature) ?? null)), pool);
  report(1, 1);
};

export default scoreOutputs;
