import { FeaturescopeError } from "@/domain/errors";
import { findTraining, type TrainingStatus } from "./queries";

/** @throws FeaturescopeError NOT_FOUND */
export async function resolveTraining(id: string): Promise<TrainingStatus> {
  const run = await findTraining(id);
  if (run) return run;
  throw new FeaturescopeError("NOT_FOUND", "There is no such training run.", "See the list of runs.");
}
