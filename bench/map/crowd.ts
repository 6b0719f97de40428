import type pg from "pg";
import { Random } from "@/domain/random";
import { DONE, MODEL, writeFixture } from "../../tests/support/fixture-dashboards";

export const CROWD = { model: MODEL, sae: "3-res-crowd" };
const GROUPS = 300;
const DISTANCES = ["contexts", "direction"] as const;

/** An SAE of so many features with two maps on which they stand in groups; nothing else of it is known. */
export async function writeCrowdedMaps(pool: pg.Pool, features: number): Promise<void> {
  await writeFixture(pool);
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
     SELECT model_id, $2, hook_name, architecture, d_in, $3, source, repeat('c', 64) FROM sae WHERE model_id = $1 AND slug = $4
     RETURNING id`,
    [MODEL, CROWD.sae, features, DONE.sae],
  );
  const id = rows[0]?.id ?? 0;
  for (const [seed, metric] of DISTANCES.entries()) {
    await pool.query(
      `INSERT INTO neighbour_table (sae_id, other_id, metric, sae_sha256, other_sha256)
       SELECT id, id, $2, weights_sha256, weights_sha256 FROM sae WHERE id = $1`,
      [id, metric],
    );
    await pool.query(
      `INSERT INTO feature_map (sae_id, metric, sae_sha256, settings, positions, clusters, tree, named_at)
       SELECT $1, $2, repeat('c', 64), m.settings, $3, $4, m.tree, now()
       FROM feature_map m JOIN sae s ON s.id = m.sae_id WHERE s.model_id = $5 AND s.slug = $6 AND m.metric = $2`,
      [id, metric, inGroups(features, seed), Buffer.alloc(2 * features), MODEL, DONE.sae],
    );
  }
}

/** Pairs of uint16, as maps are stored. */
function inGroups(features: number, seed: number): Buffer {
  const random = new Random(17, seed);
  const middles = Array.from({ length: 2 * GROUPS }, () => 0.08 + 0.84 * random.uniform());
  const at = (i: number, axis: number) =>
    Math.round(
      0xffff * Math.min(1, Math.max(0, (middles[2 * (i % GROUPS) + axis] ?? 0) + 0.02 * random.normal())),
    );
  const positions = Uint16Array.from({ length: 2 * features }, (_, n) => at(n >> 1, n & 1));
  return Buffer.from(positions.buffer);
}
