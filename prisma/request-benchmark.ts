import { PRIORITY_LEVELS, type TaskRequest } from "@/domain/jobs";
import { createJob } from "./jobs";
import { atLevel } from "./queue";

/** Queues a benchmark behind everything else that is asked for; the job's id. */
export const requestBenchmark = (asked: TaskRequest<"evaluate-steering">): Promise<string> =>
  atLevel(PRIORITY_LEVELS.background, () => createJob("evaluate-steering", asked));
