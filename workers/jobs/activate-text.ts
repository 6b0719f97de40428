import { answerJob } from "@/prisma/jobs";
import { readActiveFeatures } from "../dashboards/active-features";
import type { TaskHandler } from "../queue/task-context";

/** Reads a person's text; the answer stands in job.result, and a notice says that it is there. */
const activateText: TaskHandler<"activate-text"> = async ({ jobId, ...asked }, { pool, signal, report }) => {
  await answerJob(jobId, await readActiveFeatures(pool, asked, signal), pool);
  report(1, 1);
};

export default activateText;
