import type pg from "pg";
import { packTokens } from "@/domain/passages";
import { steeringRecipe } from "@/domain/steering";
import type { RunSources } from "@/domain/steering-run";
import { storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import { smallBenchmark } from "./files/small-benchmark";
import { writeDirection } from "@/domain/vectors";
import { DONE, ensureFixture, MODEL } from "./fixture-dashboards";
import { PIECES, syntheticPassage } from "./synthetic-text";

/**
 * Things that only some may see, with words in them that stand nowhere else: whoever meets the word has seen the thing.
 */
export interface Secret {
  name: "private model" | "private SAE" | "unlisted SAE" | "hidden opinions";
  /** Where it is; what a request names itself is no leak. */
  model: string;
  sae: string;
  feature: number;
  labelId: number;
  commentId: number;
  /** A list as visible as the thing, with its feature in it. */
  listId: string;
  /** A vector of the owner's, public where the thing is what keeps it from others. */
  vectorId: string;
  collectionId: number;
  runId: string;
  /** Leads to the feature, or to the list where the feature is no secret. */
  shortLink: string;
  /** Words that nobody may meet who may not see it, and that its own address does not hold. */
  words: string[];
  /** May be opened by everybody who has its address. */
  reachable: boolean;
}

/** @param ownerId the account that the private and unlisted things belong to */
export async function writeSecrets(pool: pg.Pool, ownerId: string): Promise<Secret[]> {
  await ensureFixture(pool);
  await pool.query(
    `INSERT INTO language_model (id, title, family, config, source, weights_sha256, visibility, owner_id)
     SELECT 'kept-model', 'secretword-model', family, config, source, weights_sha256, 'private', $1
     FROM language_model WHERE id = $2 ON CONFLICT DO NOTHING`,
    [ownerId, MODEL],
  );
  await pool.query(
    "INSERT INTO vocabulary (model_id, pieces) VALUES ('kept-model', $1) ON CONFLICT DO NOTHING",
    [PIECES],
  );
  return [
    await writeSae(pool, "private model", "kept-model", "kept-one", "public", ownerId),
    await writeSae(pool, "private SAE", MODEL, "kept-two", "private", ownerId),
    await writeSae(pool, "unlisted SAE", MODEL, "kept-three", "unlisted", ownerId),
    await writeHiddenOpinions(pool, ownerId),
  ];
}

/** Takes back what writeSecrets wrote, and what was done to it since. */
export async function removeSecrets(pool: pg.Pool): Promise<void> {
  await pool.query("DELETE FROM sae WHERE slug LIKE 'kept-%'");
  await pool.query("DELETE FROM language_model WHERE id LIKE 'kept-%'");
  await pool.query("DELETE FROM corpus WHERE slug LIKE 'secretword-%'");
  await pool.query("DELETE FROM label WHERE text LIKE 'secretword-%'");
  await pool.query("DELETE FROM comment WHERE text LIKE 'secretword-%'");
  await pool.query("DELETE FROM short_link WHERE path ~ '/kept-|^/lists/list-of-|^/vectors/vector-of-'");
  await pool.query(
    "DELETE FROM feature_list WHERE title LIKE 'secretword-%' OR id LIKE 'list-of-%' AND id <> 'list-of-other'",
  );
  await pool.query("DELETE FROM steering_vector WHERE id LIKE 'vector-of-%'");
  await pool.query("DELETE FROM steering_run WHERE id LIKE 'run-of-%'");
}

async function writeSae(
  pool: pg.Pool,
  name: Secret["name"],
  model: string,
  slug: string,
  visibility: string,
  ownerId: string,
): Promise<Secret> {
  const word = `secretword-${slug}`;
  const sae = await insert(
    pool,
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, visibility, owner_id)
     VALUES ($1, $2, $3, 'batchtopk', 32, 4, '{"kind": "directory", "path": "/nowhere/kept"}', repeat('9', 64), $4, $5) RETURNING id`,
    [model, slug, `blocks.3.${word}`, visibility, ownerId],
  );
  const corpus = await insert(
    pool,
    `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
     VALUES ($1, $2, $2, 'tests', repeat('8', 64), 3, 100) RETURNING id`,
    [model, word],
  );
  for (let i = 0; i < 3; i++)
    await pool.query("INSERT INTO passage (corpus_id, index, tokens) VALUES ($1, $2, $3)", [
      corpus,
      i,
      Buffer.from(packTokens(syntheticPassage(i), PIECES.length)),
    ]);
  const collection = await insert(
    pool,
    `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, engine, tokens_total, features_active)
     VALUES ($1, $2, '{"shardPassages": 1, "passages": null}', repeat('7', 64), 'done', $3, 100, 4) RETURNING id`,
    [sae, corpus, word],
  );
  await pool.query("UPDATE sae SET current_collection_id = $1 WHERE id = $2", [collection, sae]);
  await copyFeature(pool, collection);
  const label = await writeOpinions(pool, sae, 0, word, ownerId);
  const runId = `run-of-${slug}`;
  const recipe = steeringRecipe.parse({
    model,
    prompt: word,
    features: [{ sae: slug, feature: 0, mode: "ablate" }],
  });
  const sources: RunSources = {
    model: { id: model, sha256: "6".repeat(64) },
    saes: [{ id: sae, slug, hookName: "blocks.3.hook_resid_post", sha256: "6".repeat(64) }],
    features: [{ place: 0, max: null }],
    version: "0.0.0",
  };
  await pool.query(
    `INSERT INTO steering_run (id, model_id, recipe, recipe_hash, sources, state, engine)
     VALUES ($1, $2, $3, repeat('6', 64), $4, 'done', $5)`,
    [runId, model, JSON.stringify(recipe), JSON.stringify(sources), word],
  );
  const features = [{ feature: 0, label: word }];
  await storeBenchmark(pool, sae, smallBenchmark({ model, sae: slug, features, word }));
  const reachable = visibility === "unlisted";
  const listId = await writeList(pool, sae, slug, word, reachable ? "unlisted" : "private", ownerId);
  const shortLink = await writeShortLink(pool, slug, `/${model}/${slug}/0`);
  const vectorId = await writeVector(pool, sae, slug, word, ownerId);
  await writeSafety(pool, sae, word, ownerId);
  return {
    listId,
    vectorId,
    shortLink,
    name,
    model,
    sae: slug,
    feature: 0,
    ...label,
    collectionId: collection,
    runId,
    words: [word],
    reachable,
  };
}

/** The row of a feature of the fixture, in another collection. */
async function copyFeature(pool: pg.Pool, collection: number): Promise<void> {
  const shown = `SELECT current_collection_id FROM sae WHERE model_id = '${MODEL}' AND slug = '${DONE.sae}'`;
  for (const [table, column] of [
    ["feature", "index"],
    ["activation", "feature"],
  ] as const) {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_name = $1 AND column_name <> 'collection_id' AND is_generated = 'NEVER'`,
      [table],
    );
    const columns = rows.map(({ name }) => `"${name}"`).join(", ");
    const only = table === "activation" ? " AND passage < 3" : "";
    await pool.query(
      `INSERT INTO ${table} (collection_id, ${columns})
       SELECT $1, ${columns} FROM ${table} WHERE collection_id = (${shown}) AND ${column} < 4${only}`,
      [collection],
    );
  }
}

async function writeHiddenOpinions(pool: pg.Pool, authorId: string): Promise<Secret> {
  const { rows } = await pool.query<{ id: number; collection: number }>(
    "SELECT id, current_collection_id AS collection FROM sae WHERE model_id = $1 AND slug = $2",
    [MODEL, DONE.sae],
  );
  const word = "secretword-hidden";
  const label = await writeOpinions(pool, rows[0]?.id ?? 0, 0, word, authorId);
  await pool.query("UPDATE label SET state = 'hidden' WHERE id = $1", [label.labelId]);
  await pool.query("UPDATE comment SET hidden_at = now() WHERE id = $1", [label.commentId]);
  const listId = await writeList(pool, rows[0]?.id ?? 0, "hidden", word, "public", authorId);
  await pool.query("UPDATE feature_list SET hidden_at = now() WHERE id = $1", [listId]);
  const vectorId = await writeVector(pool, rows[0]?.id ?? 0, "hidden", word, authorId);
  await pool.query("UPDATE steering_vector SET hidden_at = now() WHERE id = $1", [vectorId]);
  return {
    name: "hidden opinions",
    vectorId,
    model: MODEL,
    sae: DONE.sae,
    feature: 0,
    ...label,
    listId,
    collectionId: rows[0]?.collection ?? 0,
    runId: "none",
    shortLink: await writeShortLink(pool, "hidden", `/lists/${listId}`),
    words: [word],
    reachable: true,
  };
}

async function writeShortLink(pool: pg.Pool, name: string, path: string): Promise<string> {
  const id = `To${name.replace(/\W/g, "")}00000000000`.slice(0, 11);
  await pool.query("INSERT INTO short_link (id, path) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, path]);
  return id;
}

async function writeSafety(pool: pg.Pool, sae: number, word: string, reviewerId: string): Promise<void> {
  const share = { found: 1, of: 1, base: 0 };
  const evidence = { peaks: share, contexts: share, topics: null, promoted: share, label: [], words: [word] };
  await pool.query(
    `INSERT INTO safety_probe (sae_id, family, collection_id, rule, counts)
     SELECT id, 'secrecy', current_collection_id, 'tests', '{"looked": 4, "some": 1, "met": 1}' FROM sae WHERE id = $1`,
    [sae],
  );
  await pool.query(
    "INSERT INTO safety_listing (sae_id, family, feature, score, evidence) VALUES ($1, 'secrecy', 0, 1, $2)",
    [sae, JSON.stringify(evidence)],
  );
  await pool.query(
    `INSERT INTO safety_verdict (sae_id, family, feature, user_id, confirms, reason)
     VALUES ($1, 'secrecy', 0, $2, true, $3)`,
    [sae, reviewerId, word],
  );
}

async function writeVector(pool: pg.Pool, sae: number, name: string, word: string, ownerId: string) {
  const id = `vector-of-${name}`;
  await pool.query(
    `INSERT INTO steering_vector (id, owner_id, sae_id, name, note, visibility, model_sha256, sae_sha256, texts,
       direction, sha256, norm, centre, tokens, nearest)
     VALUES ($1, $2, $3, $4, $4, 'public', repeat('5', 64), repeat('5', 64), $5, $6, repeat('5', 64), 1, 0, '{3, 3}', $7)`,
    [
      ...[id, ownerId, sae, `${word} vector`, JSON.stringify({ a: [word], b: ["x"] })],
      Buffer.from(writeDirection(Float32Array.of(1, ...new Array<number>(31).fill(0)))),
      JSON.stringify({ nearest: [{ index: 0, cosine: 0.5 }], opposite: [] }),
    ],
  );
  return id;
}

async function writeList(
  pool: pg.Pool,
  sae: number,
  name: string,
  word: string,
  visibility: string,
  ownerId: string,
): Promise<string> {
  const id = `list-of-${name}`;
  await pool.query(
    "INSERT INTO feature_list (id, owner_id, title, note, visibility) VALUES ($1, $2, $3, $3, $4)",
    [id, ownerId, `${word} list`, visibility],
  );
  await pool.query(
    "INSERT INTO list_item (list_id, sae_id, feature, position, note) VALUES ($1, $2, 0, 1, $3)",
    [id, sae, `${word} note`],
  );
  return id;
}

/**
 * A public list of somebody who could see the things when they put them in, and an empty one; as they were, if they are
 * there.
 */
export async function writeSharedLists(pool: pg.Pool, giverId: string, otherId: string): Promise<void> {
  await pool.query(
    `INSERT INTO feature_list (id, owner_id, title, visibility)
     VALUES ('list-mixed', $1, 'mixed', 'public'), ('list-of-other', $2, 'empty', 'public')
     ON CONFLICT (id) DO UPDATE SET version = 1`,
    [giverId, otherId],
  );
  await pool.query("DELETE FROM list_item WHERE list_id = 'list-of-other'");
  await pool.query(
    `INSERT INTO list_item (list_id, sae_id, feature, position, note)
     SELECT 'list-mixed', id, 1, id, '' FROM sae WHERE slug LIKE 'kept-%' ON CONFLICT DO NOTHING`,
  );
}

async function writeOpinions(pool: pg.Pool, sae: number, feature: number, word: string, authorId: string) {
  const labelId = await insert(
    pool,
    "INSERT INTO label (sae_id, feature, text, method, author_id) VALUES ($1, $2, $3, 'hand', $4) RETURNING id",
    [sae, feature, `${word} label`, authorId],
  );
  await pool.query(
    "INSERT INTO label_version (label_id, version, text, evidence, editor_id) VALUES ($1, 1, $2, '{}', $3)",
    [labelId, `${word} label`, authorId],
  );
  const commentId = await insert(
    pool,
    "INSERT INTO comment (sae_id, feature, author_id, text) VALUES ($1, $2, $3, $4) RETURNING id",
    [sae, feature, authorId, `${word} remark`],
  );
  return { labelId, commentId };
}

async function insert(pool: pg.Pool, sql: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(sql, values);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("The database returned no id for an inserted row.");
  return id;
}
