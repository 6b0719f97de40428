import { mayModerate } from "../../platform/access/rules";
import { currentViewer } from "../../platform/access/viewer";
import { queryRows } from "../../platform/rows";

export interface CommentDetails {
  id: number;
  /** Null for one about the feature. */
  labelId: number | null;
  author: string | null;
  own: boolean;
  text: string;
  disputes: boolean;
  hidden: boolean;
  createdAt: Date;
}

/** Remarks on a feature and on its labels, oldest first; hidden ones for their author and moderators alone. */
export async function findComments(saeId: number, feature: number): Promise<CommentDetails[]> {
  const viewer = currentViewer();
  return queryRows<CommentDetails>(
    `SELECT c.id, c.label_id AS "labelId", u.username AS author, COALESCE(c.author_id = $3, false) AS own, c.text,
            c.disputes, c.hidden_at IS NOT NULL AS hidden, c.created_at AS "createdAt"
     FROM comment c
     LEFT JOIN user_account u ON u.id = c.author_id
     LEFT JOIN label l ON l.id = c.label_id
     WHERE c.sae_id = $1 AND c.feature = $2 AND c.deleted_at IS NULL
       AND (c.hidden_at IS NULL OR $4 OR c.author_id = $3)
       AND (l.id IS NULL OR l.state <> 'hidden' OR $4 OR l.author_id = $3)
     ORDER BY c.id`,
    [saeId, feature, viewer.user?.id ?? null, mayModerate(viewer)],
  );
}
