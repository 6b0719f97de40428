import { answerJob } from "@/prisma/jobs";
import { FeaturescopeError } from "@/domain/errors";
import { TEXT_CHARACTERS, textActivations, TOP_FEATURES } from "@/domain/text-activations";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Reads a person's text; the answer stands in job.result, and a notice says that it is there. */
const activateText: TaskHandler<"activate-text"> = async (
  { jobId, saeId, text, feature },
  { pool, signal, report },
) => {
  if (text.trim() === "" || text.length > TEXT_CHARACTERS) {
    throw new FeaturescopeError(
      text.length > TEXT_CHARACTERS ? "TOO_LARGE" : "BAD_INPUT",
      `The text has ${text.length.toLocaleString("en")} characters.`,
      `Enter 1 to ${TEXT_CHARACTERS.toLocaleString("en")} of them.`,
    );
  }
  const { sae, config } = await readSaeRef(pool, saeId);
  const { ids, features } = await getCompute().activateText({ sae, text, limit: config.context }, signal);
  const result = textActivations.parse({
    ids,
    tokens: features.map((active) =>
      feature === null ? active.slice(0, TOP_FEATURES) : active.filter((entry) => entry.feature === feature),
    ),
  });
  await answerJob(jobId, result, pool);
  report(1, 1);
};

export default activateText;
