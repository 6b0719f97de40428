import { z } from "zod";
import { procedureFor } from "../../trpc";
import { forkList as fork } from "./change-list";

/** A copy of a list for oneself. */
export const forkList = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(async ({ ctx, input }) => ({ id: await fork(ctx.account, input.id) }));
