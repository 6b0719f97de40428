import { randomUUID } from "node:crypto";
import { z } from "zod";
import { password, userName } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { isSetupCode } from "@/domain/setup-code";
import { getAuth } from "../../platform/auth/auth";
import { countEntrance, inOurWords, passCookies } from "../../platform/auth/entrance";
import { requireSecret } from "../../platform/auth/secret";
import { env, registrationIsOpen } from "../../env";
import { publicProcedure } from "../../trpc";
import { accountExists } from "./queries";

/**
 * Makes an account with a name and a password and signs in to it. The first one administers the instance, and takes
 * the code that npm start prints.
 */
export const register = publicProcedure
  .meta({ entrance: true })
  .input(z.object({ name: userName, password, code: z.string().max(100).optional() }))
  .mutation(async ({ input, ctx }) => {
    await countEntrance(ctx.viewer, input.name);
    const first = !(await accountExists());
    if (first && !isSetupCode(input.code ?? "", requireSecret()))
      throw new FeaturescopeError(
        "FORBIDDEN",
        input.code ? "This is not the setup code." : "The first account needs the setup code.",
        "npm start prints it in the terminal while nobody has an account.",
      );
    if (!registrationIsOpen && !first)
      throw new FeaturescopeError(
        "FORBIDDEN",
        env.FEATURESCOPE_INSTANCE === "read-only"
          ? "This site is read-only."
          : "New accounts cannot be made here.",
        "Ask an administrator to make one for you.",
      );
    const { headers } = await inOurWords(
      getAuth().api.signUpEmail({
        body: {
          email: `${randomUUID()}@accounts.invalid`,
          name: input.name,
          username: input.name,
          password: input.password,
        },
        returnHeaders: true,
      }),
    );
    passCookies(headers, ctx.responseHeaders);
    return { name: input.name };
  });
