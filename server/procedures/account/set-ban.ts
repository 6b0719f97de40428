import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { othersAccount } from "./others-account";

/**
 * Locks an account out, or lets it in again: its sessions end, and its keys are refused as long as it lasts. What it has
 * written stays.
 */
export const setBan = procedureFor("admin")
  .meta({ cleans: true })
  .input(z.object({ name: z.string().max(60), banned: z.boolean(), reason: plainText(200, 0).default("") }))
  .mutation(async ({ ctx, input: { name, banned, reason } }) => {
    const account = await othersAccount(ctx.account, name);
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
  });
