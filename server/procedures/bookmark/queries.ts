import type { FeatureAddress } from "@/domain/urls";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { queryRows } from "../../platform/rows";

export async function writeBookmark(
  userId: string,
  saeId: number,
  feature: number,
  marked: boolean,
): Promise<void> {
  await queryRows(
    marked
      ? "INSERT INTO bookmark (user_id, sae_id, feature) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
      : "DELETE FROM bookmark WHERE user_id = $1 AND sae_id = $2 AND feature = $3",
    [userId, saeId, feature],
  );
}

/** Features that an account has marked, the latest first. */
export async function findBookmarks(userId: string): Promise<(FeatureAddress & { label: string | null })[]> {
  return queryRows(
    `SELECT s.model_id AS model, s.slug AS sae, b.feature AS index, l.text AS label
     FROM bookmark b JOIN sae s ON s.id = b.sae_id
     LEFT JOIN label l ON l.sae_id = b.sae_id AND l.feature = b.feature AND l.shown
     WHERE b.user_id = $1 AND b.sae_id = ANY($2) ORDER BY b.at DESC LIMIT 1000`,
    [userId, await reachableSaeIds()],
  );
}

/** What the account has done with one feature: marked it, and which of its lists hold it. */
export async function findKeeping(userId: string, saeId: number, feature: number) {
  const [row] = await queryRows<{
    bookmarked: boolean;
    lists: { id: string; title: string; holds: boolean }[];
  }>(
    `SELECT EXISTS (SELECT 1 FROM bookmark WHERE user_id = $1 AND sae_id = $2 AND feature = $3) AS bookmarked,
       COALESCE((SELECT json_agg(json_build_object('id', fl.id, 'title', fl.title, 'holds', EXISTS (
                  SELECT 1 FROM list_item i WHERE i.list_id = fl.id AND i.sae_id = $2 AND i.feature = $3))
                  ORDER BY fl.updated_at DESC)
                FROM feature_list fl WHERE fl.owner_id = $1), '[]') AS lists`,
    [userId, saeId, feature],
  );
  return row ?? { bookmarked: false, lists: [] };
}
