import { z } from "zod";
import {
  distance as distanceSchema,
  DISTANCES,
  heldOutCoherence,
  type Distance,
  type MeasuredDistance,
  distanceWeights,
  type DistanceWeights,
  type HeldOutCoherence,
} from "@/domain/distances";
import { mapCluster, type MapCluster, type PointFacts } from "@/domain/feature-map";
import { layoutSettings, type LayoutSettings } from "@/domain/umap/lay-out";
import { queryRows } from "../../platform/rows";

export interface FoundMap {
  settings: LayoutSettings;
  tree: MapCluster[];
  createdAt: Date;
  /** What it is laid out by. */
  distance: Distance;
  /** What there are maps by, most coherent first. */
  distances: MeasuredDistance[];
  /** Changes with the layout, the names of clusters, the labels and the collection: the points' ETag. */
  version: string;
}

const measuredDistances = z.array(
  z.object({ distance: distanceSchema, coherence: z.nullable(heldOutCoherence) }),
);

/** The shown collection of SAE s, as a scalar. */
const SHOWN = `(SELECT k.id FROM collection k WHERE k.sae_id = s.id
  ORDER BY (k.id = s.current_collection_id) DESC NULLS LAST, k.id DESC LIMIT 1)`;

const VERSION = `md5(concat_ws(' ', m.metric, m.created_at, m.named_at, ${SHOWN},
  (SELECT c.shards_merged::text || c.state FROM collection c WHERE c.id = ${SHOWN}),
  (SELECT concat(count(*), max(l.updated_at)) FROM label l WHERE l.sae_id = s.id)))`;

/** What is laid out by the distance $2, or else by the most coherent one that there is. */
const CHOSEN = `(m.metric = $2 OR $2 IS NULL AND m.metric = ${bestMetric("s.id", "feature_map")})`;

/** Null while there is none, or none by that distance. @param distance null for the most coherent one */
export async function findMap(saeId: number, distance: Distance | null): Promise<FoundMap | null> {
  const rows = await queryRows<{
    settings: unknown;
    tree: unknown;
    created_at: Date;
    version: string;
    metric: Distance;
    distances: unknown;
  }>(
    `SELECT m.settings, m.tree, m.created_at, m.metric, ${VERSION} AS version,
       (SELECT json_agg(json_build_object('distance', o.metric, 'coherence', t.coherence)
          ORDER BY (t.coherence ->> 'auc')::float8 DESC NULLS LAST, array_position($3::text[], o.metric))
        FROM feature_map o LEFT JOIN neighbour_table t ON t.sae_id = o.sae_id AND t.other_id = o.sae_id
          AND t.metric = o.metric
        WHERE o.sae_id = s.id) AS distances
     FROM feature_map m JOIN sae s ON s.id = m.sae_id WHERE m.sae_id = $1 AND ${CHOSEN}`,
    [saeId, distance, DISTANCES],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    settings: layoutSettings.parse(row.settings),
    tree: z.array(mapCluster).parse(row.tree),
    createdAt: row.created_at,
    version: row.version,
    distance: row.metric,
    distances: measuredDistances.parse(row.distances),
  };
}

export type MapPlaces = { positions: Buffer; clusters: Buffer; version: string };

/** Positions and finest clusters as they are stored. */
export async function readMapPlaces(saeId: number, distance: Distance | null): Promise<MapPlaces | null> {
  const rows = await queryRows<MapPlaces>(
    `SELECT m.positions, m.clusters, ${VERSION} AS version
     FROM feature_map m JOIN sae s ON s.id = m.sae_id WHERE m.sae_id = $1 AND ${CHOSEN}`,
    [saeId, distance],
  );
  return rows[0] ?? null;
}

/** Features whose facts are read in one statement: between two, the process answers others. */
const FACTS_AT_ONCE = 16_384;

/** What colours the points, by index, of an SAE with so many features. */
export async function readPointFacts(saeId: number, features: number): Promise<(PointFacts | undefined)[]> {
  const facts: (PointFacts | undefined)[] = new Array<PointFacts | undefined>(features).fill(undefined);
  for (let first = 0; first < features; first += FACTS_AT_ONCE) {
    const rows = await queryRows<PointFacts & { index: number }>(
      `SELECT f.index, f.density, f.max, l.score, l.id IS NOT NULL AS labelled
       FROM sae s JOIN feature f ON f.collection_id = ${SHOWN}
       LEFT JOIN label l ON l.sae_id = s.id AND l.feature = f.index AND l.shown
       WHERE s.id = $1 AND f.index >= $2 AND f.index < $3`,
      [saeId, first, first + FACTS_AT_ONCE],
    );
    for (const { index, ...fact } of rows) facts[index] = fact;
  }
  return facts;
}

export interface PointCard {
  index: number;
  label: string | null;
  /** Words at its peaks and promoted tokens. */
  tokens: string;
  density: number | null;
  max: number | null;
}

export async function listPointCards(saeId: number, indices: readonly number[]): Promise<PointCard[]> {
  return queryRows<PointCard>(
    `SELECT w.index, l.text AS label, coalesce(left(d.tokens, 80), '') AS tokens, f.density, f.max
     FROM sae s CROSS JOIN unnest($2::int[]) WITH ORDINALITY AS w(index, place)
     LEFT JOIN label l ON l.sae_id = s.id AND l.feature = w.index AND l.shown
     LEFT JOIN search_document d ON d.sae_id = s.id AND d.feature = w.index
     LEFT JOIN feature f ON f.collection_id = ${SHOWN} AND f.index = w.index
     WHERE s.id = $1 AND w.index < s.d_sae ORDER BY w.place`,
    [saeId, indices],
  );
}

export async function listNearest(
  saeId: number,
  index: number,
  count: number,
  distance: Distance | null,
): Promise<{ id: number; cosine: number }[]> {
  return queryRows<{ id: number; cosine: number }>(
    `SELECT u.id, u.cosine FROM neighbour n
     CROSS JOIN LATERAL unnest(n.ids[1:$3], n.cosines[1:$3]) WITH ORDINALITY AS u(id, cosine, rank)
     WHERE n.sae_id = $1 AND n.other_id = $1 AND n.feature = $2
       AND n.metric = coalesce($4, ${bestMetric("n.sae_id", "neighbour_table")}) ORDER BY u.rank`,
    [saeId, index, count, distance],
  );
}

/** Neighbours of some features, by feature: for the surroundings of one. */
export async function listNeighbourRows(
  saeId: number,
  features: readonly number[],
  count: number,
  distance: Distance | null,
): Promise<{ feature: number; ids: number[]; cosines: number[] }[]> {
  return queryRows(
    `SELECT n.feature, n.ids[1:$3] AS ids, n.cosines[1:$3] AS cosines FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $1 AND n.feature = ANY($2::int[])
       AND n.metric = coalesce($4, ${bestMetric("n.sae_id", "neighbour_table")}) ORDER BY n.feature`,
    [saeId, features, count, distance],
  );
}

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
