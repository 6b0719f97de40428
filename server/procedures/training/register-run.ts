import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { createJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { resolveTraining } from "./resolve-training";

/** Has a worker register the SAE of a finished run, and asks for its pages. */
export const registerTrainingRun = procedureFor("admin")
  .input(z.object({ id: z.uuid(), name: z.string().trim().min(1).max(120) }))
  .mutation(async ({ input }) => {
    const id = await queueRegistration(input.id, input.name);
    await noteInAudit(getDatabase().pool, "training.register", `job ${input.id}`, { name: input.name });
    return { id };
  });

/**
 * Queues the registration of a finished run's SAE under a name; returns the job's id.
 * @throws FeaturescopeError NOT_FOUND; CONFLICT while it is not trained, or where it is registered or on its way
 */
async function queueRegistration(id: string, name: string): Promise<string> {
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
