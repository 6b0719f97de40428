import { setTimeout as sleep } from "node:timers/promises";
import { FeaturescopeError } from "@/domain/errors";
import { findSteeringJob } from "../queries/job";
import { unknownRun } from "./readable-run";

/** The worker deletes a run that it refuses a moment before its job has the reason. */
const TRIES = 20;
const BETWEEN_MS = 100;

/** Why a run is not there: what the worker said when it refused it, or that nobody knows it. */
export async function refusalOf(id: string): Promise<FeaturescopeError> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const job = await findSteeringJob(id);
    if (!job) break;
    if (job.state === "failed") return new FeaturescopeError("BAD_INPUT", job.error ?? "", job.hint ?? "");
    await sleep(BETWEEN_MS);
  }
  return unknownRun(id);
}
