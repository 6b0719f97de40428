import { z } from "zod";
import { getDatabase } from "@/prisma/client";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { registerTraining } from "./resolve-training";

/** Has a worker register the SAE of a finished run, and asks for its pages. */
export const registerTrainingRun = procedureFor("admin")
  .input(z.object({ id: z.uuid(), name: z.string().trim().min(1).max(120) }))
  .mutation(async ({ input }) => {
    const id = await registerTraining(input.id, input.name);
    await noteInAudit(getDatabase().pool, "training.register", `job ${input.id}`, { name: input.name });
    return { id };
  });
