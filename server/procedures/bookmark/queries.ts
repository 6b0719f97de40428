import { queryRows } from "../../rows";

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
