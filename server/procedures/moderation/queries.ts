import type { FeatureAddress } from "@/domain/urls";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { queryRows } from "../../platform/rows";

/** Something that moderation has taken out of sight. */
export interface HiddenThing {
  kind: "label" | "comment" | "list" | "vector";
  /** Of a label or comment its number, as text; of a list or vector its id. */
  id: string;
  text: string;
  author: string | null;
  /** Where it stands; null for a list or vector. */
  feature: FeatureAddress | null;
  /** Who hid it, when and why, as the audit log has it. */
  hiddenBy: string | null;
  hiddenAt: Date | null;
  reason: string | null;
}

const LIMIT = 500;

/** What is hidden now, the latest first, less what belongs to SAEs that the viewer may not see. */
export async function findHidden(): Promise<HiddenThing[]> {
  return queryRows<HiddenThing>(
    `WITH hidden AS (
       SELECT 'label' AS kind, id::text, text, author_id, sae_id, feature FROM label
       WHERE state = 'hidden' AND sae_id = ANY($1)
       UNION ALL
       SELECT 'comment', id::text, text, author_id, sae_id, feature FROM comment
       WHERE hidden_at IS NOT NULL AND deleted_at IS NULL AND sae_id = ANY($1)
       UNION ALL
       SELECT 'list', id, title, owner_id, NULL, NULL FROM feature_list
       WHERE hidden_at IS NOT NULL AND visibility <> 'private'
       UNION ALL
       SELECT 'vector', id, name, owner_id, NULL, NULL FROM steering_vector
       WHERE hidden_at IS NOT NULL AND visibility <> 'private' AND sae_id = ANY($1)
     )
     SELECT h.kind, h.id, h.text, u.username AS author,
            CASE WHEN s.id IS NOT NULL
              THEN json_build_object('model', s.model_id, 'sae', s.slug, 'index', h.feature) END AS feature,
            b.username AS "hiddenBy", a.at AS "hiddenAt", NULLIF(a.detail ->> 'reason', '') AS reason
     FROM hidden h
     LEFT JOIN user_account u ON u.id = h.author_id
     LEFT JOIN sae s ON s.id = h.sae_id
     LEFT JOIN LATERAL (
       SELECT actor_id, at, detail FROM audit_entry
       WHERE subject = h.kind || ' ' || h.id AND action = h.kind || '.hide' ORDER BY id DESC LIMIT 1
     ) a ON true
     LEFT JOIN user_account b ON b.id = a.actor_id
     ORDER BY a.at DESC NULLS LAST, h.kind, h.id LIMIT ${LIMIT}`,
    [await reachableSaeIds()],
  );
}
