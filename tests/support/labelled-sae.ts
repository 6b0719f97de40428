import type pg from "pg";

/** An SAE without weights or dashboards, for what needs labels alone. Returns its id. */
export async function writeBareSae(
  pool: pg.Pool,
  { model, sae, features }: { model: string; sae: string; features: number },
): Promise<number> {
  await pool.query(
    `INSERT INTO language_model (id, title, family, config, source, weights_sha256)
     VALUES ($1, $1, 'llama', '{}', $2, repeat('b', 64)) ON CONFLICT DO NOTHING`,
    [model, { kind: "directory", path: "none" }],
  );
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
     VALUES ($1, $2, 'blocks.20.hook_resid_post', 'jumprelu', 32, $3, $4, repeat('b', 64)) RETURNING id`,
    [model, sae, features, { kind: "directory", path: "none" }],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("The database returned no id for an inserted row.");
  return id;
}
