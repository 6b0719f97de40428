import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { localPath } from "@/domain/urls";
import { countAgainst, LIMITS } from "../../platform/access/rate-limit";
import { getAuth } from "../../platform/auth/auth";
import { inOurWords, passCookies } from "../../platform/auth/entrance";
import { PROVIDERS } from "../../platform/auth/providers";
import { publicProcedure } from "../../trpc";

/** The address at another provider to which the browser goes to sign in. */
export const signInWith = publicProcedure
  .meta({ entrance: true })
  .input(z.object({ provider: z.string().max(40), next: z.string().max(2000).transform(localPath) }))
  .mutation(async ({ input, ctx }) => {
    await countAgainst(LIMITS.entrance, `address ${ctx.viewer.address}`);
    if (!PROVIDERS.some(({ id }) => id === input.provider))
      throw new FeaturescopeError(
        "NOT_FOUND",
        "There is no such way to sign in here.",
        "Use a name and a password.",
      );
    const { headers, response } = await inOurWords(
      getAuth().api.signInSocial({
        body: { provider: input.provider, callbackURL: input.next, errorCallbackURL: "/sign-in" },
        headers: ctx.requestHeaders ?? new Headers(),
        returnHeaders: true,
      }),
    );
    passCookies(headers, ctx.responseHeaders);
    return { url: response.url ?? "/sign-in" };
  });
