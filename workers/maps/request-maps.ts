/** Queues what wandering needs, once: neighbours of an SAE, co-activations of a complete collection. */
import type { Pool } from "pg";
import { DISTANCES, type Distance } from "@/domain/distances";
import type { TaskName } from "@/domain/jobs";
import { createJob } from "@/prisma/jobs";
import { MAP_TURN, RELATED_TURN } from "../queue/turns";
import { hasNeighbours, listComparable } from "./neighbour-tables";

/** The nearest features of an SAE, unless they are there or on their way. */
export async function requestNeighbours(pool: Pool, saeId: number): Promise<void> {
  const { sae, all } = await listComparable(pool, saeId);
  const missing = await Promise.all(all.map(async (other) => !(await hasNeighbours(pool, sae, other))));
  if (!missing.includes(true)) return;
  if (await isUnderWay(pool, "compute-neighbours", { saeId })) return;
  await createJob("compute-neighbours", { saeId }, { priority: MAP_TURN });
}

/** Co-activations of a collection that is done, unless they are there or on their way. */
export async function requestCoactivations(pool: Pool, collectionId: number): Promise<void> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM collection WHERE id = $1 AND state = 'done' AND coactivation_tokens IS NULL",
    [collectionId],
  );
  if (rowCount === 0 || (await isUnderWay(pool, "count-coactivations", { collectionId }))) return;
  await createJob("count-coactivations", { collectionId }, { priority: RELATED_TURN });
}

/** The other distances of a collection whose co-activations are counted, unless they are there or on their way. */
export async function requestDistances(pool: Pool, collectionId: number): Promise<void> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM collection c JOIN sae s ON s.current_collection_id = c.id
     WHERE c.id = $1 AND c.state = 'done' AND c.coactivation_tokens IS NOT NULL AND s.d_sae > 1 AND $2 > (
       SELECT count(*) FROM neighbour_table t WHERE t.sae_id = s.id AND t.other_id = s.id
         AND t.sae_sha256 = s.weights_sha256 AND t.collection_id = c.id)`,
    [collectionId, DISTANCES.length],
  );
  if (rowCount === 0 || (await isUnderWay(pool, "compare-features", { collectionId }))) return;
  await createJob("compare-features", { collectionId }, { priority: RELATED_TURN });
}

/** The same for the collection that an SAE shows. */
export async function requestDistancesOf(pool: Pool, saeId: number): Promise<void> {
  const { rows } = await pool.query<{ id: number | null }>(
    "SELECT current_collection_id AS id FROM sae WHERE id = $1",
    [saeId],
  );
  if (rows[0]?.id) await requestDistances(pool, rows[0].id);
}

/** The maps of an SAE by every distance that its neighbours are there for, unless they are there or on their way. */
export async function requestMap(pool: Pool, saeId: number): Promise<void> {
  if ((await listMissingMaps(pool, saeId)).length === 0) return;
  if (await isUnderWay(pool, "lay-out-map", { saeId }, ["queued"])) return;
  await createJob("lay-out-map", { saeId }, { priority: MAP_TURN });
}

/** Distances by which an SAE's features have neighbours but no map of these. */
export async function listMissingMaps(pool: Pool, saeId: number): Promise<Distance[]> {
  const { rows } = await pool.query<{ metric: Distance }>(
    `SELECT t.metric FROM sae s JOIN neighbour_table t ON t.sae_id = s.id AND t.other_id = s.id
       AND t.sae_sha256 = s.weights_sha256
     WHERE s.id = $1 AND NOT EXISTS (
       SELECT 1 FROM feature_map m WHERE m.sae_id = s.id AND m.metric = t.metric AND m.sae_sha256 = s.weights_sha256
         AND (t.metric = 'direction' OR m.collection_id = t.collection_id))
     ORDER BY array_position($2::text[], t.metric)`,
    [saeId, DISTANCES],
  );
  return rows.map(({ metric }) => metric);
}

/**
 * New names for the clusters of an SAE's map, after what they are made from has changed. A naming that runs already may
 * have read what it was before, so only one that waits will do.
 */
export async function requestClusterNames(pool: Pool, saeId: number): Promise<void> {
  const { rowCount } = await pool.query("SELECT 1 FROM feature_map WHERE sae_id = $1", [saeId]);
  if (rowCount === 0 || (await isUnderWay(pool, "name-clusters", { saeId }, ["queued"]))) return;
  await createJob("name-clusters", { saeId }, { priority: RELATED_TURN });
}

async function isUnderWay(
  pool: Pool,
  kind: TaskName,
  payload: object,
  states: readonly ("queued" | "running")[] = ["queued", "running"],
): Promise<boolean> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM job WHERE kind = $1 AND state = ANY($3) AND payload @> $2",
    [kind, JSON.stringify(payload), states],
  );
  return (rowCount ?? 0) > 0;
}
