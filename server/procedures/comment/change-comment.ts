import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { reachableSaeIds } from "../../access/catalogue";
import type { ViewerAccount } from "../../access/viewer";
import { noteInAudit } from "../../audit";
import { placeOfLabel } from "../label/change-label";

export interface NewComment {
  saeId: number;
  feature: number;
  labelId: number | null;
  text: string;
}

/** @throws FeaturescopeError NOT_FOUND when the label is not one of the feature's */
export async function addComment(author: ViewerAccount, comment: NewComment): Promise<number> {
  if (comment.labelId !== null) {
    const place = await placeOfLabel(comment.labelId);
    if (place.saeId !== comment.saeId || place.feature !== comment.feature)
      throw new FeaturescopeError(
        "NOT_FOUND",
        "This label is of another feature.",
        "Reload the page and try again.",
      );
  }
  return inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO comment (sae_id, feature, label_id, author_id, text) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [comment.saeId, comment.feature, comment.labelId, author.id, comment.text],
    );
    const id = rows[0]?.id ?? 0;
    await noteInAudit(client, "comment.add", `comment ${id}`);
    return id;
  });
}

/** The text stays in the database, and out of every answer. @throws FeaturescopeError NOT_FOUND or FORBIDDEN */
export async function deleteComment(author: ViewerAccount, id: number): Promise<void> {
  await changeComment(id, "comment.delete", {}, (authorId) => {
    if (authorId !== author.id)
      throw new FeaturescopeError("FORBIDDEN", "This remark is somebody else’s.", "A reviewer can hide it.");
    return "deleted_at = COALESCE(deleted_at, now())";
  });
}

/** Moderation. @throws FeaturescopeError NOT_FOUND */
export async function hideComment(id: number, hidden: boolean, reason: string): Promise<void> {
  await changeComment(id, hidden ? "comment.hide" : "comment.unhide", { reason }, () =>
    hidden ? "hidden_at = COALESCE(hidden_at, now())" : "hidden_at = NULL",
  );
}

async function changeComment(
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
