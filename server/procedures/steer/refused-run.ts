import { setTimeout as sleep } from "node:timers/promises";
import { FeaturescopeError } from "@/domain/errors";
import { findSteeringJob } from "../job/queries";
import { findRun, type SteeringRun } from "./queries";
import { readableRun, unknownRun } from "./readable-run";

/** The worker deletes a run that it refuses a moment before its job has the reason. */
const TRIES = 20;
const BETWEEN_MS = 100;

/**
 * A run that the viewer may read, while a worker may be about to refuse it.
 * @throws FeaturescopeError the worker's reason, or NOT_FOUND
 */
export async function readableOrRefused(id: string): Promise<SteeringRun> {
  try {
    return await readableRun(id);
  } catch (error) {
    if (await findRun(id)) throw error;
    throw await refusalOfRun(id);
  }
}

/** Why a run is not there: what the worker said when it refused it, or that nobody knows it. */
export async function refusalOfRun(id: string): Promise<FeaturescopeError> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const job = await findSteeringJob(id);
    if (!job) break;
    if (job.state === "failed") return new FeaturescopeError("BAD_INPUT", job.error ?? "", job.hint ?? "");
    await sleep(BETWEEN_MS);
  }
  return unknownRun(id);
}
