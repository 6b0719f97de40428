import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { noteInAudit } from "../../audit";

/**
 * Changes a remark that the viewer may see, and says so in the audit log.
 * @param change what to set, as SQL; told who wrote it
 * @throws FeaturescopeError NOT_FOUND, and what `change` throws
 */
export async function changeComment(
  id: number,
  action: string,
  detail: Record<string, unknown>,
  change: (authorId: string) => string,
): Promise<void> {
  const saeIds = await reachableSaeIds();
  await inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ authorId: string }>(
      `SELECT author_id AS "authorId" FROM comment
       WHERE id = $1 AND sae_id = ANY($2) AND deleted_at IS NULL FOR UPDATE`,
      [id, saeIds],
    );
    if (!rows[0])
      throw new FeaturescopeError("NOT_FOUND", `There is no remark ${id} here.`, "It may have been removed.");
    await client.query(`UPDATE comment SET ${change(rows[0].authorId)} WHERE id = $1`, [id]);
    await noteInAudit(client, action, `comment ${id}`, detail);
  });
}
