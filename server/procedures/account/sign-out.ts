import { getAuth } from "../../platform/auth/auth";
import { passCookies } from "../../platform/auth/entrance";
import { publicProcedure } from "../../trpc";

/** Ends the session of the browser that asks. */
export const signOut = publicProcedure.meta({ entrance: true }).mutation(async ({ ctx }) => {
  const { headers } = await getAuth().api.signOut({
    headers: ctx.requestHeaders ?? new Headers(),
    returnHeaders: true,
  });
  passCookies(headers, ctx.responseHeaders);
});
