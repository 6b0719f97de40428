import { z } from "zod";
import {
  distance as distanceSchema,
  DISTANCES,
  distanceWeights,
  heldOutCoherence,
  type Distance,
  type DistanceWeights,
  type HeldOutCoherence,
} from "@/domain/distances";
import { queryRows } from "./rows";

/**
 * The distance that is most coherent on held-out passages among those that an SAE has in a table, as a scalar;
 * direction, which is there first, while none is measured.
 * @param saeId SQL
 */
export function bestMetric(saeId: string, table: "neighbour_table" | "feature_map"): string {
  const measured =
    table === "neighbour_table"
      ? `SELECT t.metric, t.coherence FROM neighbour_table t WHERE t.sae_id = ${saeId} AND t.other_id = ${saeId}`
      : `SELECT o.metric, t.coherence FROM feature_map o
         LEFT JOIN neighbour_table t ON t.sae_id = o.sae_id AND t.other_id = o.sae_id AND t.metric = o.metric
         WHERE o.sae_id = ${saeId}`;
  return `(SELECT known.metric FROM (${measured}) known
    ORDER BY (known.coherence ->> 'auc')::float8 DESC NULLS LAST, known.metric = 'direction' DESC, known.metric LIMIT 1)`;
}

export interface FoundDistance {
  distance: Distance;
  /** Parts of a combined distance. */
  weights: DistanceWeights | null;
  coherence: HeldOutCoherence | null;
}

/** The distances by which an SAE's features have been compared, most coherent first. */
export async function listSaeDistances(saeId: number): Promise<FoundDistance[]> {
  const rows = await queryRows<{ metric: string; weights: unknown; coherence: unknown }>(
    `SELECT metric, weights, coherence FROM neighbour_table WHERE sae_id = $1 AND other_id = $1
     ORDER BY (coherence ->> 'auc')::float8 DESC NULLS LAST, array_position($2::text[], metric)`,
    [saeId, DISTANCES],
  );
  return rows.map(({ metric, weights, coherence }) => ({
    distance: distanceSchema.parse(metric),
    weights: z.nullable(distanceWeights).parse(weights),
    coherence: z.nullable(heldOutCoherence).parse(coherence),
  }));
}
