import { z } from "zod";
import { endRun } from "../../steering/start-run";
import { publicProcedure } from "../../trpc";

/** Ends a run; what has been written stays. One that is over stays as it is. */
export const stopRun = publicProcedure
  .meta({ does: "compute" })
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input }) => endRun(input.id, "stopped"));
