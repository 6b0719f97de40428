import type { Pool } from "pg";
import { z } from "zod";
import { mapCluster } from "@/domain/feature-map";
import type { FeatureWords } from "./feature-words";
import { nameClusters, type FeatureKind } from "./name-clusters";

/** Names the clusters of an SAE's maps from what is known of its features now; nothing where there is no map. */
export async function writeClusterNames(pool: Pool, saeId: number): Promise<void> {
  const { rows: maps } = await pool.query<{
    metric: string;
    clusters: Buffer;
    tree: unknown;
    created_at: Date;
  }>("SELECT metric, clusters, tree, created_at FROM feature_map WHERE sae_id = $1", [saeId]);
  if (maps.length === 0) return;
  const features = await pool.query<FeatureWords>(
    "SELECT feature, label, method, tokens, left(examples, 2000) AS examples FROM search_document WHERE sae_id = $1 ORDER BY feature",
    [saeId],
  );
  const kinds = await pool.query<FeatureKind>(
    `SELECT a.feature, p.kind, count(*)::int AS count
     FROM sae s JOIN collection c ON c.id = s.current_collection_id
     JOIN activation a ON a.collection_id = c.id AND a.band = 0
     JOIN passage p ON p.corpus_id = c.corpus_id AND p.index = a.passage
     WHERE s.id = $1 AND p.kind IS NOT NULL GROUP BY a.feature, p.kind`,
    [saeId],
  );
  for (const { metric, clusters: bytes, tree, created_at } of maps) {
    const clusters = new Uint16Array(Uint8Array.from(bytes).buffer);
    const named = nameClusters(z.array(mapCluster).parse(tree), clusters, features.rows, kinds.rows);
    // not where it has been laid out anew meanwhile
    await pool.query(
      "UPDATE feature_map SET tree = $3, named_at = now() WHERE sae_id = $1 AND metric = $2 AND created_at = $4",
      [saeId, metric, JSON.stringify(named), created_at],
    );
  }
}
