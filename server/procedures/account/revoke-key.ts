import { z } from "zod";
import { vanished } from "../../errors";
import { ownProcedure } from "../../trpc";
import { endKey } from "./queries";

/** Ends a key of the account; requests with it are refused from then on. */
export const revokeKey = ownProcedure.input(z.object({ id: z.uuid() })).mutation(async ({ ctx, input }) => {
  if (!(await endKey(ctx.account.id, input.id))) vanished("This key");
});
