import type { Pool } from "pg";
import { z } from "zod";
import { mapCluster } from "@/domain/feature-map";
import { nameClusters, type FeatureWords } from "./name-clusters";

/** Names the clusters of an SAE's map from what is known of its features now; nothing where there is no map. */
export async function writeClusterNames(pool: Pool, saeId: number): Promise<void> {
  const { rows } = await pool.query<{ clusters: Buffer; tree: unknown }>(
    "SELECT clusters, tree FROM feature_map WHERE sae_id = $1",
    [saeId],
  );
  const map = rows[0];
  if (!map) return;
  const features = await pool.query<FeatureWords>(
    "SELECT feature, label, tokens, left(examples, 2000) AS examples FROM search_document WHERE sae_id = $1 ORDER BY feature",
    [saeId],
  );
  const clusters = new Uint16Array(Uint8Array.from(map.clusters).buffer);
  const tree = nameClusters(z.array(mapCluster).parse(map.tree), clusters, features.rows);
  await pool.query("UPDATE feature_map SET tree = $2, named_at = now() WHERE sae_id = $1", [
    saeId,
    JSON.stringify(tree),
  ]);
}
