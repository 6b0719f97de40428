import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@/prisma/transaction";
import type { CollectionTarget } from "./collection-target";

/**
 * Brings the collection's counts up to date; ends it once every feature was built from every shard. Then the SAE
 * shows this collection; the shards' blocks wait for the count of co-activations.
 * @returns when this call ended the collection, its number of shards and whether the SAE showed another before; else null
 */
export async function finishIfComplete(
  pool: Pool,
  target: CollectionTarget,
): Promise<{ shards: number; replaced: boolean } | null> {
  return inTransaction(pool, async (client) => {
    // One at a time: of two last merges the second sees the first one's rows.
    await client.query("SELECT 1 FROM collection WHERE id = $1 FOR UPDATE", [target.id]);
    const { rows } = await client.query<{ active: number; complete: number }>(
      `SELECT count(*) FILTER (WHERE f.active_tokens > 0)::int AS active,
         count(*) FILTER (WHERE f.tokens_seen = c.tokens_total - c.special_tokens - c.outlier_tokens)::int AS complete
       FROM feature f JOIN collection c ON c.id = f.collection_id WHERE c.id = $1`,
      [target.id],
    );
    const { active = 0, complete = 0 } = rows[0] ?? {};
    await client.query("UPDATE collection SET features_active = $2 WHERE id = $1", [target.id, active]);
    if (complete < target.dSae) return null;
    const ended = await client.query<{ shards: number }>(
      `UPDATE collection SET state = 'done', shards_merged = shards_total, finished_at = now()
       WHERE id = $1 AND shards_done = shards_total AND state IN ('running', 'merging') RETURNING shards_total AS shards`,
      [target.id],
    );
    if (!ended.rows[0]) return null;
    const changed = await client.query(
      "UPDATE sae SET current_collection_id = $2 WHERE id = $1 AND current_collection_id IS DISTINCT FROM $2",
      [target.saeId, target.id],
    );
    await countDead(client, target);
    return { shards: ended.rows[0].shards, replaced: changed.rowCount === 1 };
  });
}

/** Replaces the dead share of a short evaluation by that of the whole collection, once there is one. */
export async function countDead(
  client: PoolClient,
  { id, dSae }: Pick<CollectionTarget, "id" | "dSae">,
): Promise<void> {
  await client.query(
    `UPDATE collection SET quality = quality || jsonb_build_object(
       'dead', ($2 - features_active)::float8 / $2, 'deadTokens', tokens_total - special_tokens - outlier_tokens)
     WHERE id = $1 AND state = 'done' AND quality IS NOT NULL`,
    [id, dSae],
  );
}
