import type { Visibility } from "@/domain/accounts";
import type { FeatureAddress } from "@/domain/urls";
import { listedSaeIds, reachableSaeIds } from "../../platform/access/catalogue";
import { controls, mayAdminister, mayModerate } from "../../platform/access/rules";
import { currentViewer } from "../../platform/access/viewer";
import { queryRows } from "../../platform/rows";

/** What is said of a list where several are listed. */
export interface ListSummary {
  id: string;
  title: string;
  note: string;
  owner: string | null;
  visibility: Visibility;
  hidden: boolean;
  items: number;
  updatedAt: Date;
}

export interface ListItem extends FeatureAddress {
  note: string;
  /** The label that the feature shows. */
  label: string | null;
  density: number | null;
  max: number | null;
}

export interface ListDetails extends ListSummary {
  ownerId: string;
  version: number;
  /** The list that this one began as a copy of, if the viewer may see it. */
  forkedFrom: { id: string; title: string } | null;
}

/** The first parameters of a statement with SEEN_ITEM. */
export async function itemAccess(): Promise<[listed: number[], reachable: number[], userId: string | null]> {
  return [await listedSaeIds(), await reachableSaeIds(), currentViewer().user?.id ?? null];
}

/**
 * Whether the viewer sees item `i` of list `fl`. Whoever has the address of an unlisted SAE may put its features into a
 * list, but a public list does not tell everybody of them.
 */
export const SEEN_ITEM = `(i.sae_id = ANY($1)
  OR (i.sae_id = ANY($2) AND (fl.visibility <> 'public' OR fl.owner_id = $3)))`;

const SUMMARY = `fl.id, fl.title, fl.note, u.username AS owner, fl.visibility, fl.hidden_at IS NOT NULL AS hidden,
  (SELECT count(*)::int FROM list_item i WHERE i.list_id = fl.id AND ${SEEN_ITEM}) AS items,
  fl.updated_at AS "updatedAt"`;

/** Of an account: all of its own, or what it shows everybody. Hidden ones are for their owner and moderators. */
export async function listListsOf(ownerId: string): Promise<ListSummary[]> {
  const viewer = currentViewer();
  const own = controls({ ownerId }, viewer);
  return queryRows<ListSummary>(
    `SELECT ${SUMMARY} FROM feature_list fl LEFT JOIN user_account u ON u.id = fl.owner_id
     WHERE fl.owner_id = $4 AND ($5 OR (fl.visibility = 'public' AND (fl.hidden_at IS NULL OR $6)))
     ORDER BY fl.updated_at DESC, fl.id LIMIT 500`,
    [...(await itemAccess()), ownerId, own, mayModerate(viewer)],
  );
}

/** Public lists, the latest first. @param before where the page before ended */
export async function listPublicLists(before: Date | null, count: number): Promise<ListSummary[]> {
  return queryRows<ListSummary>(
    `SELECT ${SUMMARY} FROM feature_list fl LEFT JOIN user_account u ON u.id = fl.owner_id
     WHERE fl.visibility = 'public' AND (fl.hidden_at IS NULL OR $4) AND ($5::timestamptz IS NULL OR fl.updated_at < $5)
     ORDER BY fl.updated_at DESC, fl.id LIMIT $6`,
    [...(await itemAccess()), mayModerate(), before, count],
  );
}

/** Null when there is no such list, or none for the viewer. */
export async function findList(id: string): Promise<ListDetails | null> {
  const viewer = currentViewer();
  const all = mayAdminister(viewer);
  const rows = await queryRows<ListDetails>(
    `SELECT ${SUMMARY}, fl.owner_id AS "ownerId", fl.version,
       (SELECT json_build_object('id', f.id, 'title', f.title) FROM feature_list f
        WHERE f.id = fl.forked_from AND ((f.visibility <> 'private' AND f.hidden_at IS NULL) OR f.owner_id = $3 OR $5)
       ) AS "forkedFrom"
     FROM feature_list fl LEFT JOIN user_account u ON u.id = fl.owner_id
     WHERE fl.id = $4 AND (fl.owner_id = $3 OR $5
       OR (fl.visibility <> 'private' AND (fl.hidden_at IS NULL OR $6)))`,
    [...(await itemAccess()), id, all, mayModerate(viewer)],
  );
  return rows[0] ?? null;
}

/** Features of a list in its order; those of SAEs that the viewer may not see are left out. */
export async function listItems(listId: string): Promise<ListItem[]> {
  return queryRows<ListItem>(
    `SELECT s.model_id AS model, s.slug AS sae, i.feature AS index, i.note, l.text AS label, f.density, f.max
     FROM list_item i
     JOIN feature_list fl ON fl.id = i.list_id
     JOIN sae s ON s.id = i.sae_id
     LEFT JOIN feature f ON f.collection_id = s.current_collection_id AND f.index = i.feature
     LEFT JOIN label l ON l.sae_id = i.sae_id AND l.feature = i.feature AND l.shown
     WHERE i.list_id = $4 AND ${SEEN_ITEM} ORDER BY i.position, i.sae_id, i.feature`,
    [...(await itemAccess()), listId],
  );
}
