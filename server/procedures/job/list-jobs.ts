import { z } from "zod";
import { procedureFor } from "../../trpc";
import { countJobs, JOB_STATES, listJobs, listWorkers } from "./queries";

const PAGE = 50;

/** Background work, the latest first, and the workers that do it. */
export const listAllJobs = procedureFor("admin")
  .input(
    z.object({
      state: z.enum(JOB_STATES).nullish(),
      before: z.object({ createdAt: z.coerce.date(), id: z.uuid() }).nullish(),
    }),
  )
  .query(async ({ input }) => {
    const [jobs, counts, workers] = await Promise.all([
      listJobs(input.state ?? null, input.before ?? null, PAGE + 1),
      countJobs(),
      listWorkers(),
    ]);
    const last = jobs.length > PAGE ? jobs[PAGE - 1] : undefined;
    return {
      jobs: jobs.slice(0, PAGE),
      counts,
      workers,
      next: last ? { createdAt: last.createdAt, id: last.id } : null,
    };
  });
