import { getDatabase } from "@/prisma/client";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { createJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { saeAddress } from "../inputs";
import { findSae } from "../sae/queries";
import { findEvaluationJob } from "./queries";

/** Has a worker measure probes, absorption and controls of an SAE, also where that was done before. */
export const startEvaluation = procedureFor("admin")
  .input(saeAddress)
  .mutation(async ({ input }) => {
    const id = await queueEvaluation(input);
    await noteInAudit(getDatabase().pool, "evaluation.start", `job ${id}`, input);
    return { id };
  });

/**
 * Has a worker evaluate an SAE; the job's id.
 * @throws FeaturescopeError NOT_FOUND; CONFLICT while it has no complete collection, or is being evaluated
 */
async function queueEvaluation(address: SaeAddress): Promise<string> {
  await resolveSae(address);
  const { collection } = (await findSae(address)) ?? vanished(address.sae);
  if (collection?.state !== "done")
    throw new FeaturescopeError(
      "CONFLICT",
      `${address.sae} has no complete collection.`,
      "It can be measured once all of its corpus has been read.",
    );
  const job = await findEvaluationJob(collection.id);
  if (job?.state === "queued" || job?.state === "running")
    throw new FeaturescopeError(
      "CONFLICT",
      `${address.sae} is being measured.`,
      "Cancel the job first to begin anew.",
    );
  return createJob("evaluate-sae", { collectionId: collection.id });
}
