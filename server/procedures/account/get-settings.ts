import { ownProcedure } from "../../trpc";
import { findProfile, listSessions, listKeys } from "./queries";

/** What only the account itself sees of it. */
export const getSettings = ownProcedure.query(async ({ ctx }) => {
  const [profile, sessions, keys] = await Promise.all([
    findProfile(ctx.account.name),
    listSessions(ctx.account.id),
    listKeys(ctx.account.id),
  ]);
  return { name: ctx.account.name, role: ctx.account.role, about: profile?.about ?? "", sessions, keys };
});
