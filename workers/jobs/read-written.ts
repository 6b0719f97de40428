import { TOP_FEATURES, writtenActivations, type WrittenActivations } from "@/domain/text-activations";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with WrittenActivations (domain/text-activations.ts) in job.result. */
const readWritten: TaskHandler<"read-written"> = async (
  { jobId, saeId, texts, followed },
  { pool, signal, report },
) => {
  const { sae, config } = await readSaeRef(pool, saeId);
  const answer: WrittenActivations = [];
  // one at a time, as a person's own text is read, so that the figures are those of its page
  for (const { ids, from } of texts) {
    const { features } = await getCompute().activateText({ sae, text: ids, limit: config.context }, signal);
    answer.push({
      tokens: features.slice(from).map((active) => active.slice(0, TOP_FEATURES)),
      followed:
        followed === null
          ? []
          : features.map((active) => active.find(({ feature }) => feature === followed)?.value ?? 0),
    });
  }
  await answerJob(jobId, writtenActivations.parse(answer), pool);
  report(1, 1);
};

export default readWritten;
