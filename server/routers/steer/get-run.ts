import { z } from "zod";
import { readRunView } from "../../steering/run-view";
import { readableRun } from "../../steering/readable-run";
import { publicProcedure } from "../../trpc";

/** A run with everything that has been written of it. */
export const getRun = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => readRunView(await readableRun(input.id)));
