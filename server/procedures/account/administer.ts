import type { Role } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import type { ViewerAccount } from "../../access/viewer";
import { resolveProfile } from "../../addresses";
import { noteInAudit } from "../../audit";
import type { Profile } from "./queries";

/** What administrators do with the accounts of others. */

/** @throws FeaturescopeError NOT_FOUND, or FORBIDDEN for one's own: there must be somebody left who can undo it */
export async function setRole(admin: ViewerAccount, name: string, role: Role): Promise<void> {
  const account = await somebodyElse(admin, name);
  if (account.role === role) return;
  await inTransaction(getDatabase().pool, async (client) => {
    await client.query("UPDATE user_account SET role = $2, updated_at = now() WHERE id = $1", [
      account.id,
      role,
    ]);
    await noteInAudit(client, "account.role", `account ${account.name}`, { before: account.role, role });
  });
}

/**
 * Locks an account out: its sessions end, and its keys are refused as long as it lasts. What it has written stays.
 * @throws FeaturescopeError NOT_FOUND, or FORBIDDEN for one's own
 */
export async function setBan(
  admin: ViewerAccount,
  name: string,
  banned: boolean,
  reason: string,
): Promise<void> {
  const account = await somebodyElse(admin, name);
  if (account.banned === banned) return;
  await inTransaction(getDatabase().pool, async (client) => {
    await client.query(
      `UPDATE user_account SET banned_at = CASE WHEN $2 THEN now() END, ban_reason = CASE WHEN $2 THEN $3 END,
         updated_at = now() WHERE id = $1`,
      [account.id, banned, reason],
    );
    if (banned) await client.query("DELETE FROM user_session WHERE user_id = $1", [account.id]);
    await noteInAudit(client, banned ? "account.ban" : "account.unban", `account ${account.name}`, {
      reason,
    });
  });
}

async function somebodyElse(admin: ViewerAccount, name: string): Promise<Profile> {
  const account = await resolveProfile(name);
  if (account.id !== admin.id) return account;
  throw new FeaturescopeError("FORBIDDEN", "This account is your own.", "Another administrator can do it.");
}
