import { PROVIDERS } from "../../platform/auth/providers";
import { env, registrationIsOpen } from "../../env";
import { publicProcedure } from "../../trpc";
import { accountExists } from "./queries";

/** What the pages for signing in offer. */
export const getEntrance = publicProcedure.meta({ entrance: true }).query(async () => {
  const first = !(await accountExists());
  return {
    providers: PROVIDERS,
    instance: env.FEATURESCOPE_INSTANCE,
    /** Nobody has an account yet: the next one administers. */
    first,
    registration: first || registrationIsOpen,
  };
});
