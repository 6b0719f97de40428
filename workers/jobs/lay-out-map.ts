import type { Pool } from "pg";
import type { Distance } from "@/domain/distances";
import { defaultSettings } from "@/domain/umap/lay-out";
import { getCompute } from "../compute/shared";
import { graphOf } from "../maps/neighbour-graph";
import { listMissingMaps } from "../maps/request-maps";
import { writeClusterNames } from "../maps/write-cluster-names";
import type { TaskHandler } from "../queue/task-context";

/** Lays out every map that is missing; one that fails to come leaves those before it in place. */
const layOutMaps: TaskHandler<"lay-out-map"> = async ({ saeId }, { pool, signal, report }) => {
  const missing = await listMissingMaps(pool, saeId);
  for (const [n, distance] of missing.entries()) {
    signal.throwIfAborted();
    report(n, missing.length, "Laying out maps");
    await layOutMap(pool, saeId, distance, signal);
  }
  await writeClusterNames(pool, saeId);
  report(missing.length + 1, missing.length + 1);
};

export default layOutMaps;

async function layOutMap(pool: Pool, saeId: number, distance: Distance, signal: AbortSignal): Promise<void> {
  const { rows: tables } = await pool.query<{ sha256: string; collection_id: number | null; d_sae: number }>(
    `SELECT t.sae_sha256 AS sha256, t.collection_id, s.d_sae FROM neighbour_table t JOIN sae s ON s.id = t.sae_id
     WHERE t.sae_id = $1 AND t.other_id = $1 AND t.metric = $2`,
    [saeId, distance],
  );
  const table = tables[0];
  if (!table) return; // the SAE was removed, or its weights are being compared again
  const { rows } = await pool.query<{ feature: number; ids: number[]; cosines: number[] }>(
    `SELECT feature, ids, cosines FROM neighbour
     WHERE sae_id = $1 AND other_id = $1 AND metric = $2 ORDER BY feature`,
    [saeId, distance],
  );
  const settings = defaultSettings(table.d_sae);
  const graph = graphOf(table.d_sae, rows, settings.neighbours - 1);
  const { positions, clusters, tree } = await getCompute().layOutMap({ graph, settings }, signal);
  await pool.query(
    `INSERT INTO feature_map (sae_id, metric, sae_sha256, collection_id, settings, positions, clusters, tree)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (sae_id, metric) DO UPDATE SET sae_sha256 = $3, collection_id = $4, settings = $5, positions = $6,
       clusters = $7, tree = $8, created_at = now(), named_at = NULL`,
    [
      saeId,
      distance,
      table.sha256,
      table.collection_id,
      JSON.stringify(settings),
      Buffer.from(positions.buffer),
      Buffer.from(clusters.buffer),
      JSON.stringify(tree),
    ],
  );
}
