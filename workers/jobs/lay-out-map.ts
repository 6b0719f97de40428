import { FeaturescopeError } from "@/domain/errors";
import { defaultSettings } from "@/domain/umap/lay-out";
import { getCompute } from "../compute/shared";
import { writeClusterNames } from "../maps/write-cluster-names";
import type { TaskHandler } from "../queue/task-context";

const layOutMap: TaskHandler<"lay-out-map"> = async ({ saeId }, { pool, signal, report }) => {
  const { rows } = await pool.query<{ ids: number[]; cosines: number[]; sha256: string }>(
    `SELECT n.ids, n.cosines, t.sae_sha256 AS sha256
     FROM neighbour_table t JOIN neighbour n ON n.sae_id = t.sae_id AND n.other_id = t.other_id
     WHERE t.sae_id = $1 AND t.other_id = $1 ORDER BY n.feature`,
    [saeId],
  );
  const first = rows[0];
  if (!first)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `SAE ${saeId} has no neighbours to lay out.`,
      "They are computed when it is registered; an SAE of one feature has none.",
    );
  const settings = defaultSettings(rows.length);
  const each = Math.min(first.ids.length, settings.neighbours - 1);
  const graph = {
    points: rows.length,
    each,
    ids: Int32Array.from(rows.flatMap(({ ids }) => ids.slice(0, each))),
    distances: Float64Array.from(rows.flatMap(({ cosines }) => cosines.slice(0, each).map((c) => 1 - c))),
  };
  const { positions, clusters, tree } = await getCompute().layOutMap({ graph, settings }, signal);
  await pool.query(
    `INSERT INTO feature_map (sae_id, sae_sha256, settings, positions, clusters, tree) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (sae_id) DO UPDATE SET sae_sha256 = $2, settings = $3, positions = $4, clusters = $5, tree = $6,
       created_at = now(), named_at = NULL`,
    [
      saeId,
      first.sha256,
      JSON.stringify(settings),
      Buffer.from(positions.buffer),
      Buffer.from(clusters.buffer),
      JSON.stringify(tree),
    ],
  );
  await writeClusterNames(pool, saeId);
  report(1, 1);
};

export default layOutMap;
