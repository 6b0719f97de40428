import { beforeAll, expect, it } from "vitest";
import { findCollections } from "@/server/procedures/collection/queries";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
let saeId = 0;
let collectionId = 0;

beforeAll(async () => {
  const { pool } = database;
  saeId = await writeBareSae(pool, { model: "m", sae: "s", features: 4 });
  const corpus = await pool.query<{ id: number }>(
    `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
     VALUES ('m', 'c', 'c', 'm', 'c', 100, 1000) RETURNING id`,
  );
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, tokens_total, shards_total, shards_done, started_at)
     VALUES ($1, $2, '{"shardPassages": 1, "passages": null}', 'x', 'running', 1000, 50, 5, now() - interval '1 day') RETURNING id`,
    [saeId, corpus.rows[0]?.id],
  );
  collectionId = rows[0]?.id ?? 0;
});

const secondsPerShard = async () =>
  (await findCollections([collectionId], [saeId])).map((collection) => collection.secondsPerShard);

/** Writes shards that ended so many seconds ago. */
async function shards(first: number, secondsAgo: number[]): Promise<void> {
  await database.pool.query(
    `INSERT INTO collection_shard (collection_id, index, first_passage, end_passage, tokens, state, finished_at)
     SELECT $1, $2 + n, n, n + 1, 10, 'done', now() - make_interval(secs => ago)
     FROM unnest($3::float8[]) WITH ORDINALITY AS t(ago, n)`,
    [collectionId, first, secondsAgo],
  );
}

it("knows no rate before two shards have ended", async () => {
  expect(await secondsPerShard()).toEqual([null]);
  await shards(0, [86_000]);
  expect(await secondsPerShard()).toEqual([null]);
});

it("takes the rate of the latest shards, without the night in which nobody worked", async () => {
  await shards(10, [40, 30, 20, 10]);
  const [seconds] = await secondsPerShard();
  expect(seconds).toBeCloseTo(10, 1);
});

it("says none of a collection that does not run", async () => {
  await database.pool.query("UPDATE collection SET state = 'done' WHERE id = $1", [collectionId]);
  expect(await secondsPerShard()).toEqual([null]);
});
