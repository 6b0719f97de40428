import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { createJob } from "@/prisma/jobs";
import { resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { saeAddress } from "../inputs";
import { findRest } from "./queries";

/** Has the workers read the whole corpus of an SAE; what is shown stays until they are done. */
export const readRest = procedureFor("admin")
  .input(saeAddress)
  .mutation(async ({ input }) => {
    const { id: saeId } = await resolveSae(input);
    const rest = await findRest(saeId);
    if (!rest)
      throw new FeaturescopeError(
        "CONFLICT",
        `Nothing is left of the corpus of ${input.model}/${input.sae}.`,
        "Its features come from all of it, or are not complete yet.",
      );
    if (rest.reading) return;
    const id = await createJob("read-rest", { saeId });
    await noteInAudit(getDatabase().pool, "collection.readRest", `job ${id}`, input);
  });
