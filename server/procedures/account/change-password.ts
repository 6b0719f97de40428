import { z } from "zod";
import { password } from "@/domain/accounts";
import { countAgainst, LIMITS } from "../../platform/access/rate-limit";
import { getAuth } from "../../platform/auth/auth";
import { inOurWords, passCookies } from "../../platform/auth/entrance";
import { ownProcedure } from "../../trpc";

/** A new password for who knows the old one; every other session ends. */
export const changePassword = ownProcedure
  .input(z.object({ current: z.string().min(1).max(1000), next: password }))
  .mutation(async ({ ctx, input }) => {
    await countAgainst(LIMITS.password, `name ${ctx.account.name}`);
    const { headers } = await inOurWords(
      getAuth().api.changePassword({
        body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
        headers: ctx.requestHeaders ?? new Headers(),
        returnHeaders: true,
      }),
    );
    passCookies(headers, ctx.responseHeaders);
  });
