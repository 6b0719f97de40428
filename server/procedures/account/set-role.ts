import { z } from "zod";
import { ROLES } from "@/domain/accounts";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { othersAccount } from "./others-account";

/** What somebody else's account may do. */
export const setRole = procedureFor("admin")
  .input(z.object({ name: z.string().max(60), role: z.enum(ROLES) }))
  .mutation(async ({ ctx, input: { name, role } }) => {
    const account = await othersAccount(ctx.account, name);
    if (account.role === role) return;
    await inTransaction(getDatabase().pool, async (client) => {
      await client.query("UPDATE user_account SET role = $2, updated_at = now() WHERE id = $1", [
        account.id,
        role,
      ]);
      await noteInAudit(client, "account.role", `account ${account.name}`, { before: account.role, role });
    });
  });
