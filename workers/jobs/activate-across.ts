import { answerJob } from "@/prisma/jobs";
import type { TextActivations } from "@/domain/text-activations";
import { readActiveFeatures } from "../dashboards/active-features";
import type { TaskHandler } from "../queue/task-context";

/** Has several SAEs read one text, one after the other; the answer in job.result has them in the order asked for. */
const activateAcross: TaskHandler<"activate-across"> = async (
  { jobId, saeIds, text },
  { pool, signal, report },
) => {
  const read: TextActivations[] = [];
  for (const saeId of saeIds) {
    signal.throwIfAborted();
    read.push(await readActiveFeatures(pool, { saeId, text, feature: null }, signal));
  }
  await answerJob(jobId, read, pool);
  report(1, 1);
};

export default activateAcross;
