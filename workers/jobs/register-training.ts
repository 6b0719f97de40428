import { FeaturescopeError } from "@/domain/errors";
import { importRequest } from "@/domain/imports";
import { trainingRequest, trainingResult } from "@/domain/training";
import { importAsJob } from "../import/import-as-job";
import type { TaskHandler } from "../queue/task-context";

/** Registers the SAE of a finished run over the corpus that it was trained on, as `add` does with a folder. */
const registerTraining: TaskHandler<"register-training"> = async ({ jobId, trainingId, name }, context) => {
  const { rows } = await context.pool.query<{ request: unknown; result: unknown }>(
    "SELECT payload->'request' AS request, result FROM job WHERE id = $1 AND kind = 'train' AND state = 'done'",
    [trainingId],
  );
  const run = rows[0];
  if (!run) throw new FeaturescopeError("NOT_FOUND", "The training run is gone.", "Train the SAE again.");
  const { model, corpus } = trainingRequest.parse(run.request);
  const { folder } = trainingResult.parse(run.result);
  // made from this model, so a trial that finds it bad after a few steps does not say that they are a wrong pair
  const request = importRequest.parse({ model, corpus, sae: folder, saeName: name, force: true });
  await importAsJob(jobId, request, context, { rootsOnly: false });
};

export default registerTraining;
