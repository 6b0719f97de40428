import { ownProcedure } from "../../trpc";
import { endOtherSessions } from "./queries";
import { pageSessionId } from "./session-id";

/** Ends every session of the account but the one that asks. */
export const endSessions = ownProcedure.mutation(async ({ ctx }) => {
  await endOtherSessions(ctx.account.id, await pageSessionId(ctx.requestHeaders));
});
