import { getAuth } from "../../platform/auth/auth";
import { ownProcedure } from "../../trpc";
import { endOtherSessions } from "./queries";

/** Ends every session of the account but the one that asks. */
export const endSessions = ownProcedure.mutation(async ({ ctx }) => {
  const headers = ctx.requestHeaders;
  const asking = headers && (await getAuth().api.getSession({ headers }))?.session.id;
  await endOtherSessions(ctx.account.id, asking ?? null);
});
