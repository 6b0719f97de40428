import { z } from "zod";
import { getDatabase } from "@/prisma/client";
import { retryJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";

/** Queues a job that failed or was cancelled again; what it has finished stays. */
export const retry = procedureFor("admin")
  .input(z.object({ id: z.uuid() }))
  .mutation(async ({ input }) => {
    await retryJob(input.id);
    await noteInAudit(getDatabase().pool, "job.retry", `job ${input.id}`);
  });
