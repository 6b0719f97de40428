import { beforeAll, describe, expect, it } from "vitest";
import { copyRows } from "@/prisma/copy";
import { getDatabase } from "@/prisma/client";
import { createJob } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";
import labelBlocks from "@/workers/jobs/label-blocks";
import labelFeatures from "@/workers/jobs/label-features";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { readNeighbours } from "@/workers/labels/neighbours";
import { requestLabels } from "@/workers/labels/request-labels";
import type { TaskContext } from "@/workers/queue/task-context";
import { DONE, ensureFixture, RUNNING } from "../support/fixture-dashboards";
import { packedFixtureSample } from "../support/fixture-sample";
import { isDead } from "../support/synthetic-features";
import { PIECES, WORD_IDS } from "../support/synthetic-text";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
/** Blocks that are left to label, of the five there are. */
const BLOCKS = 2;
const JOB = "00000000-0000-4000-8000-000000000000";
let collectionId = 0;
let saeId = 0;
const reports: [number, number][] = [];

beforeAll(async () => {
  await ensureFixture(database.pool);
  const { rows } = await database.pool.query<{ id: number; sae: number }>(
    "SELECT c.id, s.id AS sae FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.slug = $1",
    [DONE.sae],
  );
  collectionId = rows[0]?.id ?? 0;
  saeId = rows[0]?.sae ?? 0;
});

const context = (): TaskContext => ({
  pool: database.pool,
  prisma: getDatabase().prisma,
  signal: new AbortController().signal,
  workerId: JOB,
  report: (done, total) => reports.push([done, total]),
  remark: () => Promise.resolve(),
  notify: () => Promise.resolve(),
});

/** What label-features keeps of the fixture's corpus, of which it would read every passage. */
async function keepSample(): Promise<void> {
  await inTransaction(database.pool, (client) =>
    copyRows(
      client,
      "label_sample",
      [
        ["collection_id", "int4"],
        ["block", "int2"],
        ["shard", "int4"],
        ["packed", "bytea"],
      ],
      packedFixtureSample(BLOCKS).map(
        ({ block, shard, packed }) => [collectionId, block, shard, packed] as const,
      ),
    ),
  );
}

const label = (firstBlock: number, endBlock: number) =>
  labelBlocks({ jobId: JOB, collectionId, firstBlock, endBlock }, context());

async function stored() {
  const { rows } = await database.pool.query<{
    feature: number;
    text: string;
    method: string;
    state: string;
    shown: boolean;
    score: number;
    shuffled: number;
    windows: number;
    judge: string;
  }>(
    `SELECT feature, text, method, state, shown, score, shuffled, windows, judge FROM label WHERE sae_id = $1
     ORDER BY feature, method, text`,
    [saeId],
  );
  return rows;
}

describe("labelling a collection", () => {
  it("writes a label of the features that have examples, each its own, beside what others' labels reach", async () => {
    await keepSample();
    await label(0, 1);
    // what is there can be read while the rest is written
    expect((await stored()).some(({ shown }) => shown)).toBe(true);
    await label(1, 5);
    const labels = await stored();
    const shown = labels.filter((row) => row.shown);
    // feature 6 follows one word and the token after it (tests/support)
    const word = PIECES[WORD_IDS[6] ?? 0]?.replace("▁", "") ?? "";
    expect(shown.find(({ feature }) => feature === 6)?.text).toContain(word);
    expect(new Set(shown.map(({ feature }) => feature)).size).toBe(shown.length);
    expect(shown.some(({ feature }) => isDead(feature))).toBe(false);
    expect(shown.length).toBeGreaterThan(150);
    const scored = shown.filter(({ method }) => method !== "unclear");
    const mean = scored.reduce((sum, { score }) => sum + score, 0) / scored.length;
    // the fixture's features follow one word each
    expect(mean).toBeGreaterThan(0.85);
    expect(scored.length).toBeGreaterThan(0.75 * shown.length);
    for (const row of scored) {
      expect(row).toMatchObject({ judge: "rule", state: "proposed" });
      expect(row.windows).toBeGreaterThan(20);
      expect(row.score).toBeGreaterThanOrEqual(0.67);
    }
    expect(scored.reduce((sum, { shuffled }) => sum + shuffled, 0) / scored.length).toBeLessThan(0.6);
    for (const row of shown)
      if (row.method === "unclear") {
        expect(row.text).toMatch(/^unclear \(strongest at .+\)$/);
        expect(row.score).toBeNull();
      }
    // several fixture features follow the same word, and nothing but chance tells them apart
    expect(new Set(shown.map(({ text }) => text)).size).toBeGreaterThan(WORD_IDS.length);
    expect(reports.at(-1)).toEqual([5, 5]);
    for (const table of ["label_sample", "label_draft"]) {
      const left = await database.pool.query(`SELECT 1 FROM ${table} WHERE collection_id = $1`, [
        collectionId,
      ]);
      expect(left.rowCount).toBe(0);
    }
  });

  it("comes out the same when it is done again, in another order, and does done blocks once", async () => {
    const before = await stored();
    await label(0, 5);
    await keepSample();
    await label(1, 5);
    await label(0, 2);
    expect((await stored()).filter(({ shown }) => shown)).toEqual(before.filter(({ shown }) => shown));
  });

  it("goes on with the blocks that are left, without reading the corpus again", async () => {
    await keepSample();
    await database.pool.query("INSERT INTO label_draft (collection_id, block, drafts) VALUES ($1, 0, '[]')", [
      collectionId,
    ]);
    await labelFeatures({ jobId: JOB, collectionId }, context());
    expect(reports.at(-1)).toEqual([4, 5]);
    const { rows } = await database.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = 'label-blocks'",
    );
    expect(rows[0]?.count).toBe(2);
  });
});

describe("neighbours that labels are told from", () => {
  const read = async () =>
    (await readNeighbours(database.pool, await loadTarget(database.pool, collectionId), 6, 7)).get(6);
  const waiting = async () => {
    const { rows } = await database.pool.query<{ runAt: Date }>(
      'SELECT run_at AS "runAt" FROM graphile_worker.jobs WHERE key = $1',
      [`labels-wait:${collectionId}`],
    );
    return rows.map(({ runAt }) => runAt > new Date());
  };

  it("are those by direction, and those by contexts of this collection once they are there", async () => {
    const forget = () =>
      database.pool.query("DELETE FROM neighbour_table WHERE sae_id = $1 AND metric = 'contexts'", [saeId]);
    await forget();
    const byDirection = await read();
    expect(byDirection).toHaveLength(8);
    const write = (collection: number) =>
      database.pool.query(
        `WITH written AS (
           INSERT INTO neighbour_table (sae_id, other_id, sae_sha256, other_sha256, metric, collection_id)
           SELECT id, id, weights_sha256, weights_sha256, 'contexts', $2::int FROM sae WHERE id = $1
           ON CONFLICT (sae_id, other_id, metric) DO UPDATE SET collection_id = excluded.collection_id RETURNING 1)
         INSERT INTO neighbour (sae_id, other_id, metric, feature, nearest, ids, cosines)
         SELECT $1, $1, 'contexts', 6, 40, '{40,41,42}', '{0.9,0.8,0.7}' FROM written ON CONFLICT DO NOTHING`,
        [saeId, collection],
      );
    await write(collectionId + 999);
    expect(await read()).toEqual(byDirection);
    await write(collectionId);
    expect(await read()).toEqual([40, 41, 42]);
    await forget();
  });

  it.each(["count-coactivations", "compare-features"] as const)(
    "are waited for while %s is on its way, and no longer when it has failed",
    async (kind) => {
      const id = await createJob(kind, { collectionId });
      await labelFeatures({ jobId: JOB, collectionId }, context());
      expect(reports.at(-1)).toEqual([0, 5]);
      // asked twice, as after a crash, it still waits once
      await labelFeatures({ jobId: JOB, collectionId }, context());
      expect(await waiting()).toEqual([true]);
      await database.pool.query("UPDATE job SET state = 'failed' WHERE id = $1", [id]);
      await database.pool.query("DELETE FROM graphile_worker._private_jobs");
      // the sample of the test before is still there
      await labelFeatures({ jobId: JOB, collectionId }, context());
      expect(await waiting()).toEqual([]);
      await database.pool.query("DELETE FROM graphile_worker._private_jobs");
    },
  );
});

describe("asking for labels", () => {
  const jobs = async () =>
    (
      await database.pool.query<{ state: string }>(
        "SELECT state FROM job WHERE kind = 'label-features' ORDER BY created_at",
      )
    ).rows.map(({ state }) => state);

  it("queues a complete collection once, again when it failed, and nothing for an unfinished one", async () => {
    const running = await database.pool.query<{ id: number }>(
      "SELECT current_collection_id AS id FROM sae WHERE slug = $1",
      [RUNNING.sae],
    );
    await requestLabels(database.pool, running.rows[0]?.id ?? 0);
    expect(await jobs()).toEqual([]);
    await requestLabels(database.pool, collectionId);
    await requestLabels(database.pool, collectionId);
    expect(await jobs()).toEqual(["queued"]);
    await database.pool.query("UPDATE job SET state = 'failed'");
    await requestLabels(database.pool, collectionId);
    expect(await jobs()).toEqual(["queued"]);
    await database.pool.query("UPDATE job SET state = 'done'");
    await requestLabels(database.pool, collectionId);
    expect(await jobs()).toEqual(["done"]);
    await requestLabels(database.pool, collectionId, { again: true });
    expect(await jobs()).toEqual(["done", "queued"]);
  });

  it("refuses a collection that is not complete", async () => {
    const running = await database.pool.query<{ id: number }>(
      "SELECT current_collection_id AS id FROM sae WHERE slug = $1",
      [RUNNING.sae],
    );
    const id = await createJob("activate-text", { saeId, text: "x", feature: null });
    await expect(
      labelFeatures({ jobId: id, collectionId: running.rows[0]?.id ?? 0 }, context()),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
