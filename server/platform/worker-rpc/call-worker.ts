import type { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { stoppingSignal } from "@/domain/stopping";
import { TASKS, type TaskName, type TaskRequest } from "@/domain/jobs";
import { cancelJob, createJob } from "@/prisma/jobs";
import { countViewer, LIMITS } from "../access/rate-limit";
import { changeFeed } from "../streams/change-feed";
import { hasWorker, takeAnswer } from "./queries";

/** A notice may be lost with the connection that listens; then the next look finds the answer. */
const LOOK_MS = 250;

/**
 * Has a worker compute something that a person waits for, and counts it against their limit.
 * @param schema of the task's answer in job.result
 * @throws FeaturescopeError UNAVAILABLE when no worker answers within `timeoutMs`, RATE_LIMITED, or BAD_INPUT with the
 *   worker's reason
 */
export async function callWorker<N extends TaskName, S extends z.ZodType>(
  task: N,
  payload: TaskRequest<N>,
  schema: S,
  timeoutMs: number,
): Promise<z.infer<S>> {
  const [working] = await Promise.all([hasWorker(TASKS[task].lane), countViewer(LIMITS.compute)]);
  if (!working)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      "No worker is running that can answer.",
      "npm start starts one; on another machine it is workers/main.ts --lane interactive.",
    );
  const question = { jobId: "", wake: (): void => undefined, news: false };
  const heard = () => question.news;
  const unsubscribe = changeFeed().subscribe((notice) => {
    if (notice !== "anything" && (notice.kind !== "job" || notice.id !== question.jobId)) return;
    question.news = true;
    question.wake();
  });
  try {
    const jobId = (question.jobId = await createJob(task, payload));
    const end = Date.now() + timeoutMs;
    for (;;) {
      question.news = false;
      const answer = await takeAnswer(jobId);
      if (answer && answer.result !== null) return schema.parse(answer.result);
      if (!answer || answer.state === "failed" || answer.state === "cancelled")
        throw new FeaturescopeError(
          "BAD_INPUT",
          answer?.error ?? "The work was cancelled.",
          answer?.hint ?? "Ask again.",
        );
      if (stoppingSignal().aborted) throw await giveUp(jobId, "The server is being restarted.");
      if (Date.now() >= end) throw await giveUp(jobId, "The workers are busy and have not answered in time.");
      if (!heard()) await pause(Math.min(LOOK_MS, end - Date.now()), (woken) => (question.wake = woken));
    }
  } finally {
    unsubscribe();
  }
}

function pause(ms: number, wakeable: (woken: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    wakeable(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function giveUp(jobId: string, why: string): Promise<FeaturescopeError> {
  await cancelJob(jobId).catch(() => undefined);
  return new FeaturescopeError("UNAVAILABLE", why, "Try again in a moment.", { retryAfterS: 2 });
}
