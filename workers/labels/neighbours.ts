import type { Pool } from "pg";
import type { CollectionTarget } from "../dashboards/collection-target";

/** Of a feature so many neighbours are what its label has to be told from. */
const NEIGHBOURS = 8;

/**
 * The nearest features of some, nearest first: those that labels must tell them from. They are the ones that occur in the
 * same contexts of this collection; where these are not compared yet, those of like decoder directions. A feature of an SAE
 * without either has none, and its label is scored on other windows alone.
 */
export async function readNeighbours(
  pool: Pool,
  { id, saeId, sae }: CollectionTarget,
  first: number,
  end: number,
): Promise<Map<number, number[]>> {
  const { rows } = await pool.query<{ feature: number; ids: number[] }>(
    `SELECT n.feature, n.ids[1:${NEIGHBOURS}] AS ids FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $1 AND n.feature >= $3 AND n.feature < $4 AND n.metric = (
       SELECT t.metric FROM neighbour_table t
       WHERE t.sae_id = $1 AND t.other_id = $1 AND t.sae_sha256 = $2
         AND (t.metric = 'direction' OR (t.metric = 'contexts' AND t.collection_id = $5))
       ORDER BY t.metric = 'direction' LIMIT 1)`,
    [saeId, sae.sha256, first, end, id],
  );
  return new Map(rows.map(({ feature, ids }) => [feature, ids.filter((id) => id !== feature)]));
}

/**
 * Whether the contexts of a collection's features are being compared, or will be: labels are worth waiting for them then.
 * Asked of the jobs themselves, so it is over when these have failed or were cancelled.
 */
export async function areNeighboursComing(
  pool: Pool,
  { id, saeId, sae }: CollectionTarget,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM job WHERE kind IN ('count-coactivations', 'compare-features') AND state IN ('queued', 'running')
       AND payload @> jsonb_build_object('collectionId', $1::int)
       AND NOT EXISTS (SELECT 1 FROM neighbour_table t WHERE t.sae_id = $2 AND t.other_id = $2
         AND t.sae_sha256 = $3 AND t.metric = 'contexts' AND t.collection_id = $1)`,
    [id, saeId, sae.sha256],
  );
  return (rowCount ?? 0) > 0;
}
