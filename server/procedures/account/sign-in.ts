import { z } from "zod";
import { getAuth } from "../../platform/auth/auth";
import { countEntrance, inOurWords, passCookies } from "../../platform/auth/entrance";
import { publicProcedure } from "../../trpc";

/** Opens a session for the browser that asks. What is no possible name or password is wrong like any other. */
export const signIn = publicProcedure
  .meta({ entrance: true })
  .input(
    z.object({
      name: z.string().trim().toLowerCase().min(1).max(100),
      password: z.string().min(1).max(1000),
    }),
  )
  .mutation(async ({ input, ctx }) => {
    await countEntrance(ctx.viewer, input.name);
    const { headers } = await inOurWords(
      getAuth().api.signInUsername({
        body: { username: input.name, password: input.password },
        returnHeaders: true,
      }),
    );
    passCookies(headers, ctx.responseHeaders);
    return { name: input.name };
  });
