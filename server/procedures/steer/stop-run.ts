import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { readableRun } from "./readable-run";
import { endRun } from "./write-run";
import { requireMayStop } from "./stop-key";

/** Ends a run of one's own; what has been written stays. One that is over stays as it is. */
export const stopRun = publicProcedure
  .meta({ does: "compute" })
  .input(z.object({ id: z.string().max(40), stopKey: z.string().max(100).optional() }))
  .mutation(async ({ input: { id, stopKey }, ctx: { viewer } }) => {
    await readableRun(id);
    await requireMayStop(id, stopKey, viewer);
    await endRun(id, "stopped");
  });
