import { importRequest } from "@/domain/imports";
import { getDatabase } from "@/prisma/client";
import { createJob } from "@/prisma/jobs";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";

/** Has a worker fetch, check, try and register a model and an SAE; what is wrong with them is the job's error. */
export const startImport = procedureFor("admin")
  .input(importRequest)
  .mutation(async ({ input }) => {
    const id = await createJob("import-model", input);
    await noteInAudit(getDatabase().pool, "import.start", `job ${id}`, input);
    return { id };
  });
