import type pg from "pg";
import { DONE, FAILED, LIVE, MODEL, QUEUED, RUNNING, UNREAD } from "@/app/dev/gallery/seeded";
import { storeEvaluation } from "@/workers/sae/evaluation/store-evaluation";
import { storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import type { SaeQuality } from "@/domain/collections";
import { copyRows } from "@/prisma/copy";
import { ACTIVATION_COLUMNS, FEATURE_COLUMNS } from "@/prisma/dashboard-columns";
import { copyPassages } from "@/workers/import/copy-passages";
import { writeFixtureMap } from "./fixture-map";
import { syntheticFeature, type FeatureRow } from "./synthetic-features";
import { smallEvaluation } from "./files/small-evaluation";
import { smallBenchmark } from "./files/small-benchmark";
import { PIECES, syntheticPassage } from "./synthetic-text";

/** Dashboards for tests: one made-up model with an SAE in every state that a page can meet. */

export { DONE, FAILED, LIVE, MODEL, QUEUED, RUNNING, UNREAD };

const PASSAGES = 300;
const HASH = (digit: string) => digit.repeat(64);
const QUALITY: SaeQuality = {
  tokens: 40_000,
  l0: 31.4,
  fvu: 0.1432,
  ceRecovered: 0.9571,
  ceClean: 1.05,
  ceSae: 1.32,
  ceZero: 7.35,
  dead: 0.0433,
  deadTokens: 30_663,
};
const CONTROL: SaeQuality = { ...QUALITY, l0: 32, fvu: 0.871, ceRecovered: 0.214, ceSae: 6, dead: 0.31 };

/** Any number that no other advisory lock of the program uses. */
const FIXTURE_LOCK = 5_210_734;

/** Writes the rows unless they are there; safe to call from several test files at once. */
export async function ensureFixture(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [FIXTURE_LOCK]);
    const { rowCount } = await client.query("SELECT 1 FROM language_model WHERE id = $1", [MODEL]);
    if (rowCount === 0) await writeFixture(pool);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [FIXTURE_LOCK]);
    client.release();
  }
}

/** Writes the rows in one transaction, replacing what an earlier call wrote. */
export async function writeFixture(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await writeRows(client);
    await client.query("COMMIT");
    await writeFixtureMeasures(pool);
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

/** The steering benchmark and the evaluation of the finished SAE. */
async function writeFixtureMeasures(pool: pg.Pool): Promise<void> {
  const sae = await pool.query<{ id: number }>("SELECT id FROM sae WHERE model_id = $1 AND slug = $2", [
    MODEL,
    DONE.sae,
  ]);
  const features = [
    { feature: 7, label: "words of a lake" },
    { feature: 12, label: "castles" },
  ];
  const id = idOf(sae.rows);
  await storeBenchmark(pool, id, smallBenchmark({ ...DONE, features, word: "lake" }));
  await storeEvaluation(pool, id, smallEvaluation(HASH("5")));
}

async function writeRows(client: pg.PoolClient): Promise<void> {
  const passages = Array.from({ length: PASSAGES }, (_, i) => syntheticPassage(i));
  const tokens = passages.reduce((sum, ids) => sum + ids.length - 1, 0);
  await deleteEarlier(client);
  await client.query(
    `INSERT INTO language_model (id, title, family, config, source, weights_sha256)
     VALUES ($1, 'Synthetic words (test data)', 'llama', $2, $3, $4)`,
    [MODEL, languageModelConfig(), { kind: "directory", path: "synthetic" }, HASH("a")],
  );
  await client.query("INSERT INTO vocabulary (model_id, pieces) VALUES ($1, $2)", [MODEL, PIECES]);
  const corpus = await client.query<{ id: number }>(
    `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
     VALUES ($1, 'nonsense', 'Nonsense sentences', 'generated for tests from a fixed seed', $2, $3, $4)
     RETURNING id`,
    [MODEL, HASH("c"), PASSAGES, tokens],
  );
  const corpusId = idOf(corpus.rows);
  await copyPassages(
    client,
    corpusId,
    passages.map((ids) => ({ ids: Uint16Array.from(ids), note: null })),
    PIECES.length,
  );
  const run = (state: string, read: number) => ({
    state,
    tokensTotal: tokens,
    read,
    error: state === "failed" ? "The weights' hash is not the expected one." : null,
  });
  for (const [address, collection] of [
    [DONE, run("done", PASSAGES)],
    [RUNNING, run("running", (PASSAGES * 2) / 5)],
    [LIVE, run("running", (PASSAGES * 2) / 5)],
    [QUEUED, run("queued", 0)],
    [FAILED, run("failed", 0)],
    [UNREAD, null],
  ] as const) {
    const saeId = await writeSae(client, address.sae, address.features);
    if (address === DONE) await writeFixtureMap(client, saeId, address.features);
    if (!collection) continue;
    const seen = passages.slice(0, collection.read);
    const features =
      seen.length === 0 ? [] : Array.from({ length: address.features }, (_, i) => syntheticFeature(i, seen));
    await writeCollection(client, { saeId, corpusId, ...collection, features });
  }
}

/** Feature and activation rows carry no foreign key, so they have to be taken away by hand. */
async function deleteEarlier(client: pg.PoolClient): Promise<void> {
  for (const table of ["feature", "activation"])
    await client.query(
      `DELETE FROM ${table} WHERE collection_id IN
         (SELECT c.id FROM collection c JOIN sae s ON s.id = c.sae_id WHERE s.model_id = $1)`,
      [MODEL],
    );
  await client.query("DELETE FROM language_model WHERE id = $1", [MODEL]);
}

async function writeSae(client: pg.PoolClient, slug: string, features: number): Promise<number> {
  const sae = await client.query<{ id: number }>(
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, training)
     VALUES ($1, $2, 'blocks.3.hook_resid_post', 'batchtopk', 32, $3, $4, $5, $6) RETURNING id`,
    [MODEL, slug, features, { kind: "directory", path: slug }, HASH("5"), { control: CONTROL }],
  );
  return idOf(sae.rows);
}

interface CollectionInput {
  saeId: number;
  corpusId: number;
  state: string;
  tokensTotal: number;
  read: number;
  error: string | null;
  features: FeatureRow[];
}

async function writeCollection(client: pg.PoolClient, input: CollectionInput): Promise<void> {
  const shards = 10;
  const shardsDone = Math.round((shards * input.read) / PASSAGES);
  const active = input.features.filter((feature) => feature.activeTokens > 0).length;
  const collection = await client.query<{ id: number }>(
    `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, shards_total, shards_done,
       shards_merged, tokens_total, tokens_done, features_active, quality, engine, error, started_at, finished_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
    [
      input.saeId,
      input.corpusId,
      { shardPassages: PASSAGES / shards, passages: null },
      HASH("e"),
      input.state,
      shards,
      shardsDone,
      input.tokensTotal,
      input.features[0]?.tokensSeen ?? 0,
      active,
      input.state === "done" ? QUALITY : null,
      input.features.length === 0 ? null : "onnx",
      input.error,
      input.state === "queued" ? null : new Date(Date.now() - 60_000),
      ["done", "failed"].includes(input.state) ? new Date() : null,
    ],
  );
  const collectionId = idOf(collection.rows);
  await client.query("UPDATE sae SET current_collection_id = $1 WHERE id = $2", [collectionId, input.saeId]);
  await copyFeatures(client, collectionId, input.features);
  // one every ten seconds, the last just now
  await client.query(
    `INSERT INTO collection_shard (collection_id, index, first_passage, end_passage, tokens, state, finished_at)
     SELECT $1, i, i * $2, (i + 1) * $2, $3, CASE WHEN i < $4 THEN 'done' ELSE 'pending' END,
       CASE WHEN i < $4 THEN now() - make_interval(secs => 10 * ($4 - 1 - i)) END
     FROM generate_series(0, $5::int - 1) i`,
    [collectionId, PASSAGES / shards, Math.round(input.tokensTotal / shards), shardsDone, shards],
  );
}

async function copyFeatures(
  client: pg.PoolClient,
  collectionId: number,
  features: FeatureRow[],
): Promise<void> {
  await copyRows(
    client,
    "feature",
    FEATURE_COLUMNS,
    features.map(
      (f) =>
        [
          collectionId,
          f.index,
          f.tokensSeen,
          f.activeTokens,
          f.activePassages,
          f.density,
          f.max,
          f.mean,
          f.histogram,
          f.bands,
          f.promoted,
        ] as const,
    ),
  );
  await copyRows(
    client,
    "activation",
    ACTIVATION_COLUMNS,
    features.flatMap((f) =>
      f.examples.map(
        (e) => [collectionId, f.index, e.band, e.rank, e.passage, e.peak, e.value, e.packed] as const,
      ),
    ),
  );
}

function idOf(rows: { id: number }[]): number {
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("The database returned no id for an inserted row.");
  return id;
}

function languageModelConfig() {
  return {
    family: "llama",
    layers: 6,
    width: 32,
    heads: 4,
    kvHeads: 4,
    hidden: 64,
    vocabulary: PIECES.length,
    context: 256,
    normEps: 1e-5,
    ropeTheta: 10000,
    ropeInterleaved: true,
    tiedHead: true,
    bos: 1,
    eos: 2,
  };
}
