import { z } from "zod";
import { getDatabase } from "@/prisma/client";
import { cancelJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";

/** Drops what waits of a job, and tells what runs to stop. */
export const cancel = procedureFor("admin")
  .input(z.object({ id: z.uuid() }))
  .mutation(async ({ input }) => {
    await cancelJob(input.id);
    await noteInAudit(getDatabase().pool, "job.cancel", `job ${input.id}`);
  });
