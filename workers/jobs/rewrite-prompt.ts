import { placeName } from "@/domain/chain";
import { FeaturescopeError } from "@/domain/errors";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a Rewrite (domain/chain.ts) in job.result. */
const rewritePrompt: TaskHandler<"rewrite-prompt"> = async (
  { jobId, saeId, prompt, without, removed },
  { pool, signal, report },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const question = { sae, prompt, without };
  const { activations } = await getCompute().openPrompt(question, signal);
  const numbers = new Map(activations.map((activation, i) => [placeName(activation), i]));
  const set = removed.map((place) => {
    const number = numbers.get(placeName(place));
    if (number !== undefined) return number;
    throw new FeaturescopeError(
      "BAD_INPUT",
      `Feature ${place.feature} is not active at token ${place.at} of the prompt.`,
      "Find the chain again.",
    );
  });
  const answer = await getCompute().rewritePrompt({ ...question, removed: [...new Set(set)] }, signal);
  await answerJob(jobId, answer, pool);
  report(1, 1);
};

export default rewritePrompt;
