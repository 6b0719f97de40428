import { FeaturescopeError } from "@/domain/errors";
import { createJob } from "@/prisma/jobs";
import { findTraining, type TrainingStatus } from "./queries";

/** @throws FeaturescopeError NOT_FOUND */
export async function resolveTraining(id: string): Promise<TrainingStatus> {
  const run = await findTraining(id);
  if (run) return run;
  throw new FeaturescopeError("NOT_FOUND", "There is no such training run.", "See the list of runs.");
}

/**
 * Queues the registration of a finished run's SAE under a name; returns the job's id.
 * @throws FeaturescopeError NOT_FOUND; CONFLICT while it is not trained, or where it is registered or on its way
 */
export async function registerTraining(id: string, name: string): Promise<string> {
  const { state, result, sae, registering } = await resolveTraining(id);
  if (state !== "done" || !result)
    throw new FeaturescopeError(
      "CONFLICT",
      `The run is ${state}.`,
      "An SAE is registered once it is trained.",
    );
  if (sae !== null)
    throw new FeaturescopeError("CONFLICT", `It is registered as ${sae} already.`, "Open its page.");
  if (registering && (registering.state === "queued" || registering.state === "running"))
    throw new FeaturescopeError("CONFLICT", "It is being registered already.", "Wait for its page.");
  return createJob("register-training", { trainingId: id, name });
}
