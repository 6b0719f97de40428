import { trainingRequest } from "@/domain/training";
import { getDatabase } from "@/prisma/client";
import { noteInAudit } from "../../audit";
import { startTraining } from "../../training/start-training";
import { procedureFor } from "../../trpc";

/** Has a worker train an SAE; what is wrong with the request is said at once. */
export const startTrainingRun = procedureFor("admin")
  .input(trainingRequest)
  .mutation(async ({ input }) => {
    const id = await startTraining(input);
    await noteInAudit(getDatabase().pool, "training.start", `job ${id}`, input);
    return { id };
  });
