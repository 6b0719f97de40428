import type { Pool } from "pg";
import type { CollectionTarget } from "../dashboards/collection-target";

/** Of a feature so many neighbours are what its label has to be told from. */
const NEIGHBOURS = 8;

/**
 * The nearest features of some, nearest first: those that labels must tell them from. By the cosine of decoder directions;
 * a feature of an SAE whose neighbours are not computed yet has none, and its label is scored on other windows alone.
 */
export async function readNeighbours(
  pool: Pool,
  { saeId, sae }: CollectionTarget,
  first: number,
  end: number,
): Promise<Map<number, number[]>> {
  const { rows } = await pool.query<{ feature: number; ids: number[] }>(
    `SELECT n.feature, n.ids[1:${NEIGHBOURS}] AS ids FROM neighbour n
     JOIN neighbour_table t ON t.sae_id = n.sae_id AND t.other_id = n.other_id
     WHERE n.sae_id = $1 AND n.other_id = $1 AND t.sae_sha256 = $2 AND n.feature >= $3 AND n.feature < $4`,
    [saeId, sae.sha256, first, end],
  );
  return new Map(rows.map(({ feature, ids }) => [feature, ids.filter((id) => id !== feature)]));
}
