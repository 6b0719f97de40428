import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { readRunView } from "./run-view";
import { readableRun } from "./readable-run";

/** A run with everything that has been written of it. */
export const getRun = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => readRunView(await readableRun(input.id)));
