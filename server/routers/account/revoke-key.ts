import { z } from "zod";
import { vanished } from "../../errors";
import { revokeKey as endKey } from "../../queries/api-key";
import { procedureFor } from "../../trpc";

/** Ends a key of the account; requests with it are refused from then on. */
export const revokeKey = procedureFor("reader")
  .input(z.object({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    if (!(await endKey(ctx.account.id, input.id))) vanished("This key");
  });
