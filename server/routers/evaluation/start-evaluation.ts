import { getDatabase } from "@/prisma/client";
import { noteInAudit } from "../../audit";
import { startEvaluation as start } from "../../evaluation/start-evaluation";
import { procedureFor } from "../../trpc";
import { saeAddress } from "../inputs";

/** Has a worker measure probes, absorption and controls of an SAE, also where that was done before. */
export const startEvaluation = procedureFor("admin")
  .input(saeAddress)
  .mutation(async ({ input }) => {
    const id = await start(input);
    await noteInAudit(getDatabase().pool, "evaluation.start", `job ${id}`, input);
    return { id };
  });
