import { FeaturescopeError } from "@/domain/errors";
import type { ViewerAccount } from "../../platform/access/viewer";
import { resolveProfile } from "../../addresses";
import type { Profile } from "./queries";

/**
 * An account that an administrator may change.
 * @throws FeaturescopeError NOT_FOUND, or FORBIDDEN for one's own: there must be somebody left who can undo it
 */
export async function othersAccount(admin: ViewerAccount, name: string): Promise<Profile> {
  const account = await resolveProfile(name);
  if (account.id !== admin.id) return account;
  throw new FeaturescopeError("FORBIDDEN", "This account is your own.", "Another administrator can do it.");
}
