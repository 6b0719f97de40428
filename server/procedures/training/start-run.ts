import { trainingRequest, completeTraining, type TrainingRequest } from "@/domain/training";
import { getDatabase } from "@/prisma/client";
import { FeaturescopeError } from "@/domain/errors";
import { createJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { resolveModel } from "../../addresses";
import { findTrainable } from "./queries";

/** Has a worker train an SAE; what is wrong with the request is said at once. */
export const startTrainingRun = procedureFor("admin")
  .input(trainingRequest)
  .mutation(async ({ input }) => {
    const id = await queueTraining(input);
    await noteInAudit(getDatabase().pool, "training.start", `job ${id}`, input);
    return { id };
  });

/**
 * Checks a request against its model and corpus and queues the run; returns the job's id.
 * @throws FeaturescopeError NOT_FOUND for the model; BAD_INPUT, which names the field, for all else
 */
async function queueTraining(request: TrainingRequest): Promise<string> {
  const { id } = await resolveModel(request.model);
  const [model] = await findTrainable([id]);
  const corpus = model?.corpora.find(({ slug }) => slug === request.corpus);
  if (!model || !corpus)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `Corpus: ${id} has no corpus “${request.corpus}”.`,
      model && model.corpora.length > 0
        ? `Choose one of ${model.corpora.map(({ slug }) => slug).join(", ")}.`
        : "Add one by the import page first.",
    );
  const options = completeTraining(request, { ...model, passages: corpus.passages, tokens: corpus.tokens });
  return createJob("train", { request, options });
}
