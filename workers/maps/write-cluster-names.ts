import type { Pool } from "pg";
import { z } from "zod";
import { mapCluster } from "@/domain/feature-map";
import { topicsOrNone } from "../labels/name-topic";
import { topicsOf } from "./feature-topics";
import type { FeatureWords } from "./feature-words";
import { nameClusters, type FeatureKind } from "./name-clusters";

/**
 * Names the clusters of an SAE's maps from what is known of its features now; nothing where there is no map.
 * @returns why topics have no names, where they would have had some
 */
export async function writeClusterNames(pool: Pool, saeId: number): Promise<string | undefined> {
  const { rows: maps } = await pool.query<{
    metric: string;
    clusters: Buffer;
    tree: unknown;
    created_at: Date;
  }>("SELECT metric, clusters, tree, created_at FROM feature_map WHERE sae_id = $1", [saeId]);
  if (maps.length === 0) return undefined;
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
  // before there are labels, the embedding model is not needed
  const labelled = features.rows.some(({ label }) => label !== "");
  const { nameTopic, missing } = labelled ? await topicsOrNone() : {};
  const topics = nameTopic && (await topicsOf(features.rows, nameTopic));
  for (const { metric, clusters: bytes, tree, created_at } of maps) {
    const clusters = new Uint16Array(Uint8Array.from(bytes).buffer);
    const named = nameClusters(z.array(mapCluster).parse(tree), clusters, {
      ...{ features: features.rows, kinds: kinds.rows, topics },
    });
    // not where it has been laid out anew meanwhile
    await pool.query(
      "UPDATE feature_map SET tree = $3, named_at = now() WHERE sae_id = $1 AND metric = $2 AND created_at = $4",
      [saeId, metric, JSON.stringify(named), created_at],
    );
  }
  return missing;
}
