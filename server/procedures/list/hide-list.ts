import { z } from "zod";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { hiding } from "../inputs";
import { requireList } from "./change-list";

/** Takes a list out of sight, or back into it. */
export const hideList = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(z.string().max(40)))
  .mutation(async ({ input: { id, hidden, reason } }) => {
    await requireList(id);
    await inTransaction(getDatabase().pool, async (client) => {
      await client.query(
        `UPDATE feature_list SET hidden_at = CASE WHEN $2 THEN COALESCE(hidden_at, now()) END WHERE id = $1`,
        [id, hidden],
      );
      await noteInAudit(client, hidden ? "list.hide" : "list.unhide", `list ${id}`, { reason });
    });
  });
