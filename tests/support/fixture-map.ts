import type pg from "pg";
import { Random } from "@/domain/random";
import type { Distance } from "@/domain/distances";
import { defaultSettings } from "@/domain/umap/lay-out";
import { copyRows } from "@/prisma/copy";
import { layOutMap } from "@/workers/maps/lay-out-map";

const WIDTH = 16;
const GROUPS = 14;
const NEAR = 20;
const WORDS = [
  "dragon",
  "castle",
  "sad",
  "rain",
  "dog",
  "once",
  "mother",
  "school",
  "ship",
  "tree",
  "“",
  "sing",
];

/** A feature that is near no other by the second distance. */
export const ALONE = 13;

/**
 * Neighbours and maps by two distances for the features of a made-up SAE, which gather around the same few middles by
 * both. The second is the more coherent one, and leaves a feature alone.
 */
export async function writeFixtureMap(client: pg.PoolClient, saeId: number, features: number): Promise<void> {
  await writeDistance(client, saeId, "direction", 0.8125, nearest(directions(features, 11)));
  const near = nearest(directions(features, 12)).map((own, feature) =>
    feature === ALONE ? [] : own.filter(({ id }) => id !== ALONE),
  );
  await writeDistance(client, saeId, "contexts", 0.9375, near);
}

async function writeDistance(
  client: pg.PoolClient,
  saeId: number,
  metric: Distance,
  auc: number,
  near: readonly { id: number; cosine: number }[][],
): Promise<void> {
  const features = near.length;
  const coherence = { auc, overlap: 0.5, random: { auc: 0.5, overlap: 0.01 }, features };
  const { rows } = await client.query<{ sha256: string }>(
    `INSERT INTO neighbour_table (sae_id, other_id, metric, coherence, sae_sha256, other_sha256)
     SELECT id, id, $2, $3, weights_sha256, weights_sha256 FROM sae WHERE id = $1 RETURNING sae_sha256 AS sha256`,
    [saeId, metric, coherence],
  );
  await copyRows(
    client,
    "neighbour",
    [
      ["sae_id", "int4"],
      ["other_id", "int4"],
      ["metric", "text"],
      ["feature", "int4"],
      ["nearest", "int4"],
      ["ids", "int4[]"],
      ["cosines", "float4[]"],
    ],
    near.map((own, feature) => {
      const ids = Int32Array.from(own, ({ id }) => id);
      return [
        saeId,
        saeId,
        metric,
        feature,
        ids[0] ?? 0,
        ids,
        Float32Array.from(own, ({ cosine }) => cosine),
      ] as const;
    }),
  );
  const settings = { ...defaultSettings(features), epochs: 100 };
  const each = settings.neighbours - 1;
  const at = (n: number) => near[Math.floor(n / each)]?.[n % each];
  const graph = {
    points: features,
    each,
    ids: Int32Array.from({ length: features * each }, (_, n) => at(n)?.id ?? -1),
    distances: Float64Array.from({ length: features * each }, (_, n) => 1 - (at(n)?.cosine ?? 0)),
  };
  const { positions, clusters, tree } = layOutMap(graph, settings);
  const named = tree.map((cluster, i) => ({ ...cluster, words: [WORDS[i % WORDS.length], `word${i}`] }));
  await client.query(
    `INSERT INTO feature_map (sae_id, metric, sae_sha256, settings, positions, clusters, tree, named_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
    [
      saeId,
      metric,
      rows[0]?.sha256,
      JSON.stringify(settings),
      Buffer.from(positions.buffer),
      Buffer.from(clusters.buffer),
      JSON.stringify(named),
    ],
  );
}

function directions(features: number, seed: number): Float64Array[] {
  const random = new Random(seed);
  const draw = () => Float64Array.from({ length: WIDTH }, () => random.normal());
  const middles = Array.from({ length: GROUPS }, draw);
  return Array.from({ length: features }, (_, i) => {
    const noise = draw();
    const sum = noise.map((x, axis) => 0.6 * x + (middles[i % GROUPS]?.[axis] ?? 0));
    const norm = Math.hypot(...sum);
    return sum.map((x) => x / norm);
  });
}

function nearest(all: readonly Float64Array[]): { id: number; cosine: number }[][] {
  return all.map((own, i) =>
    all
      .map((other, id) => ({ id, cosine: own.reduce((sum, x, axis) => sum + x * (other[axis] ?? 0), 0) }))
      .filter(({ id }) => id !== i)
      .sort((a, b) => b.cosine - a.cosine || a.id - b.id)
      .slice(0, NEAR),
  );
}

/** Features from `first` to `last` and the five of each that are nearest by contexts. */
export async function listTwins(
  client: Pick<pg.Pool, "query">,
  slug: string,
  [first, last]: readonly [number, number],
): Promise<number[]> {
  const { rows } = await client.query<{ feature: number }>(
    `SELECT DISTINCT unnest(array_append(n.ids[1:5], n.feature)) AS feature
     FROM neighbour n JOIN sae s ON s.id = n.sae_id AND s.id = n.other_id
     WHERE s.slug = $1 AND n.metric = 'contexts' AND n.feature BETWEEN $2 AND $3 ORDER BY feature`,
    [slug, first, last],
  );
  return rows.map(({ feature }) => feature);
}
