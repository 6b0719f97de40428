/**
 * Real workers on a real model: whoever reads the shards, and whoever dies over them, the dashboards come out byte for
 * byte the same.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { saeQuality } from "@/domain/collections";
import { DISTANCES } from "@/domain/distances";
import { unpackActivations } from "@/domain/activation-codec";
import { NEIGHBOURS } from "@/domain/neighbours";
import { TEXT_CHARACTERS, textActivations, TOP_FEATURES } from "@/domain/text-activations";
import { createJob } from "@/prisma/jobs";
import { contextVectors, NEARNESS } from "@/workers/contexts/context-vectors";
import { AFTER_PEAK, BEFORE_PEAK, readContextWindows } from "@/workers/contexts/context-windows";
import { dotRows } from "@/workers/contexts/sparse-rows";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { requestCoactivations, requestNeighbours } from "@/workers/maps/request-maps";
import { readSaelens } from "@/workers/sae/formats/saelens";
import { until } from "../support/program";
import { FEATURES, PASSAGES, SHARD_PASSAGES, useSmallSae } from "../support/small-sae";
import { useTestDatabase } from "../support/test-database";
import { loadDemoModel } from "../unit/engine/demo-model";

const database = useTestDatabase();
const sae = useSmallSae(database);

/** What follows a collection and has tests of its own, or is asked for below. */
const OWN_TESTS = ["compute-neighbours", "compare-features", "label-features", "lay-out-map"] as const;

describe("a collection", () => {
  it(
    "comes out the same from one worker, from two, and from two of which one is killed",
    async () => {
      const collect = async (name: string, workers: number, kill = false) => {
        const id = await sae.collect(name, workers, kill);
        await sae.leaveOut(...OWN_TESTS);
        return sae.digest(id);
      };
      const one = await collect("one", 1);
      expect(one.features).toBe(FEATURES);
      expect(one.examples).toBeGreaterThan(FEATURES);
      expect(await collect("two", 2)).toEqual(one);
      await sae.leaveOut("measure-quality");
      expect(await collect("killed", 2, true)).toEqual(one);
    },
    5 * 60_000,
  );

  it("counts every token", async () => {
    const { rows } = await database.pool.query<{
      tokens: number;
      seen: number;
      shards: number;
      special: number;
      outliers: number;
      median: number;
    }>(
      `SELECT c.tokens_done AS tokens, c.shards_done AS shards, c.special_tokens AS special, c.outlier_tokens AS outliers,
         (c.left_out->>'normMedian')::float8 AS median,
         (SELECT min(tokens_seen) FROM feature f WHERE f.collection_id = c.id) AS seen
       FROM collection c`,
    );
    const tokens = sae.passages.reduce((sum, ids) => sum + ids.length - 1, 0);
    expect(rows).toHaveLength(3);
    const shards = PASSAGES / SHARD_PASSAGES;
    for (const { median, ...row } of rows) {
      expect(row).toEqual({ tokens, seen: tokens, shards, special: 0, outliers: 0 });
      expect(median).toBe(rows[0]?.median);
      expect(median).toBeGreaterThan(1);
    }
  });

  it(
    "gets its figures from the same workers, dead features counted over all of its tokens",
    async () => {
      const worker = sae.startWorker();
      for (;;) {
        const { rows } = await database.pool.query<{ quality: unknown; active: number; tokens: number }>(
          `SELECT quality, features_active AS active, tokens_total AS tokens FROM collection WHERE quality IS NOT NULL`,
        );
        if (rows[0]) {
          const quality = saeQuality.parse(rows[0].quality);
          expect(quality.dead).toBeCloseTo(1 - rows[0].active / FEATURES, 10);
          expect(quality.deadTokens).toBe(rows[0].tokens);
          expect(quality.ceZero).toBeGreaterThan(quality.ceClean);
          break;
        }
        await sleep(200);
      }
      worker.process.kill("SIGTERM");
      await worker.ended;
    },
    3 * 60_000,
  );
});

describe("what lies around a feature", () => {
  it(
    "is counted from the shards, which are then dropped, or by reading the text again; and compared exactly",
    async () => {
      const worker = sae.startWorker();
      await requestNeighbours(database.pool, sae.id);
      const counted = async () => {
        const { rows } = await database.pool.query<{ counted: boolean }>(
          "SELECT bool_and(coalesce(coactivation_tokens = tokens_total, false)) AS counted FROM collection",
        );
        return rows[0]?.counted === true;
      };
      await until("co-activations are counted", counted, 120_000);
      const blocks = await database.pool.query("SELECT 1 FROM shard_block");
      expect(blocks.rowCount).toBe(0);
      const digests = async () => {
        const { rows } = await database.pool.query<{ rows: number; sum: string }>(
          `SELECT count(*)::int AS rows, md5(string_agg(concat_ws(':', feature, active, ids, counts, parent, parent_count), ' ' ORDER BY feature)) AS sum
           FROM coactivation GROUP BY collection_id`,
        );
        return rows;
      };
      const first = await digests();
      expect(first).toHaveLength(3);
      expect(new Set(first.map(({ sum }) => sum)).size).toBe(1);
      expect(first[0]?.rows).toBe(FEATURES);
      // which reads them, so that they may go only then
      await compareByContexts();

      await database.pool.query("TRUNCATE coactivation");
      await database.pool.query("UPDATE collection SET coactivation_tokens = NULL");
      const { rows: collections } = await database.pool.query<{ id: number }>(
        "SELECT id FROM collection LIMIT 1",
      );
      await requestCoactivations(database.pool, collections[0]?.id ?? 0);
      await until("they are counted again", async () => (await digests()).length === 1, 120_000);
      expect(await digests()).toEqual(first.slice(0, 1));

      const { rows: active } = await database.pool.query<{ different: number }>(
        `SELECT count(*)::int AS different FROM coactivation co JOIN feature f
           ON f.collection_id = co.collection_id AND f.index = co.feature WHERE f.active_tokens <> co.active`,
      );
      expect(active[0]?.different).toBe(0);

      const { rows: near } = await database.pool.query<{ feature: number; ids: number[]; cosines: number[] }>(
        "SELECT feature, ids, cosines FROM neighbour WHERE sae_id = $1 AND other_id = $1 AND metric = 'direction' ORDER BY feature",
        [sae.id],
      );
      expect(near).toHaveLength(FEATURES);
      const { weights } = await readSaelens(sae.folder);
      const decoder = weights.get("W_dec")?.data ?? new Float32Array();
      const row = (i: number) => Array.from(decoder.subarray(i * 288, (i + 1) * 288));
      const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
      for (const { feature, ids, cosines } of near.filter((_, i) => i % 50 === 0)) {
        const own = row(feature);
        const cosineTo = (i: number) => dot(own, row(i)) / Math.sqrt(dot(own, own) * dot(row(i), row(i)));
        const wanted = Array.from({ length: FEATURES }, (_, id) => ({ id, cosine: cosineTo(id) }))
          .filter(({ id }) => id !== feature)
          .sort((a, b) => b.cosine - a.cosine)
          .slice(0, NEIGHBOURS);
        expect(ids).toEqual(wanted.map(({ id }) => id));
        wanted.forEach(({ cosine }, i) => expect(cosines[i]).toBeCloseTo(cosine, 6));
      }
      await requestNeighbours(database.pool, sae.id);
      const jobs = await database.pool.query(
        "SELECT 1 FROM job WHERE kind = 'compute-neighbours' AND state <> 'cancelled'",
      );
      expect(jobs.rowCount).toBe(1);
      worker.process.kill("SIGTERM");
      await worker.ended;
    },
    3 * 60_000,
  );
});

/** Every distance has its neighbours, its coherence and its map; those by contexts are what comparing all of them finds. */
async function compareByContexts(): Promise<void> {
  await until(
    "all distances are compared and laid out",
    async () => {
      const { rows } = await database.pool.query<{ metrics: number; maps: number }>(
        `SELECT (SELECT count(*)::int FROM neighbour_table WHERE sae_id = $1 AND other_id = $1 AND coherence IS NOT NULL) AS metrics,
           (SELECT count(*)::int FROM feature_map WHERE sae_id = $1) AS maps`,
        [sae.id],
      );
      return rows[0]?.metrics === DISTANCES.length && rows[0].maps === DISTANCES.length;
    },
    120_000,
  );
  const { rows: shown } = await database.pool.query<{ id: number }>(
    "SELECT current_collection_id AS id FROM sae WHERE id = $1",
    [sae.id],
  );
  const target = await loadTarget(database.pool, shown[0]?.id ?? 0);
  const windows = await readContextWindows(database.pool, target);
  const { rows: example } = await database.pool.query<{ feature: number; peak: number; passage: number }>(
    "SELECT feature, peak, passage FROM activation WHERE collection_id = $1 ORDER BY feature DESC, band DESC, rank DESC LIMIT 1",
    [target.id],
  );
  const { feature = 0, peak = 0, passage = 0 } = example[0] ?? {};
  const last = (windows.offsets[feature + 1] ?? 0) - 1;
  expect([...windows.tokens.subarray(windows.starts[last], windows.starts[last + 1])]).toEqual(
    [...(sae.passages[passage] ?? [])].slice(Math.max(0, peak - BEFORE_PEAK), peak + AFTER_PEAK + 1),
  );
  const vectors = contextVectors(windows, undefined, NEARNESS);
  const { rows: near } = await database.pool.query<{ feature: number; ids: number[]; cosines: number[] }>(
    "SELECT feature, ids, cosines FROM neighbour WHERE sae_id = $1 AND other_id = $1 AND metric = 'contexts' ORDER BY feature",
    [sae.id],
  );
  expect(near.length).toBeGreaterThan(10);
  for (const { feature: own, ids, cosines } of near.filter((_, i) => i % 40 === 0)) {
    const all = Array.from({ length: FEATURES }, (_, id) => dotRows(vectors, own, vectors, id));
    all[own] = 0;
    const best = all.toSorted((a, b) => b - a);
    ids.forEach((id, n) => {
      expect(all[id]).toBeCloseTo(cosines[n] ?? 0, 5);
      expect(cosines[n]).toBeCloseTo(best[n] ?? 0, 5);
    });
  }
}

describe("a person's own text", () => {
  async function ask(text: string, feature: number | null) {
    const id = await createJob("activate-text", { saeId: sae.id, text, feature });
    for (;;) {
      const { rows } = await database.pool.query<{ state: string; result: unknown; error: string | null }>(
        "SELECT state, result, error FROM job WHERE id = $1",
        [id],
      );
      const job = rows[0];
      if (job && job.state !== "queued" && job.state !== "running") return job;
      await sleep(50);
    }
  }

  it(
    "is read by the interactive lane with the values that the collection shows",
    async () => {
      const worker = sae.startWorker("interactive");
      const model = await loadDemoModel();
      const shown = await database.pool.query<{
        feature: number;
        passage: number;
        peak: number;
        value: number;
      }>(
        `SELECT feature, passage, peak, value FROM activation
         WHERE collection_id = (SELECT min(id) FROM collection) AND band = 0 AND rank = 0 AND peak BETWEEN 20 AND 60
         ORDER BY feature LIMIT 1`,
      );
      const example = shown.rows[0];
      if (!example) throw new Error("No example has its peak there.");
      // Decoding and encoding again gives the same tokens here; the model only looks back, so the rest may be missing.
      const ids = Array.from(sae.passages[example.passage] ?? []).slice(0, example.peak + 1);
      const text = model.tokenizer.decode(ids);
      expect(model.tokenizer.encode(text, { bos: true })).toEqual(ids);

      const answer = textActivations.parse((await ask(text, example.feature)).result);
      expect(answer.ids).toEqual(ids);
      expect(answer.tokens[example.peak]?.[0]?.feature).toBe(example.feature);
      expect(answer.tokens[example.peak]?.[0]?.value).toBeCloseTo(example.value, 4);

      const everything = textActivations.parse((await ask(text, null)).result);
      for (const token of everything.tokens) {
        expect(token.length).toBeLessThanOrEqual(TOP_FEATURES);
        expect(token.map(({ value }) => value)).toEqual(
          token.map(({ value }) => value).sort((a, b) => b - a),
        );
      }
      expect(everything.tokens[0]).toEqual([]);

      const blank = await ask("  ", null);
      expect(blank.state).toBe("failed");
      expect(blank.error).toContain("2 characters");
      expect(await ask("a".repeat(TEXT_CHARACTERS + 1), null)).toMatchObject({ state: "failed" });
      const long = await ask("dragon ".repeat(300), null);
      expect(long.state).toBe("failed");
      expect(long.error).toContain("the model reads 256");
      worker.process.kill("SIGTERM");
      expect(await worker.ended).toBe(0);
    },
    2 * 60_000,
  );
});

describe("what statistics leave out", () => {
  it(
    "is in no example and no count, whoever reads the shards",
    async () => {
      const { eos } = (await loadDemoModel()).config;
      const at = 5;
      const texts = sae.passages.map((ids) => ids.map((id, i) => (i === at ? eos : id)));
      const special = texts.filter((ids) => ids.length > at).length;
      const { rows: settled } = await database.pool.query<{ median: number }>(
        "SELECT (left_out->>'normMedian')::float8 AS median FROM collection LIMIT 1",
      );
      // so that tokens well above the median are outliers, too
      const rule = { normMedian: ((settled[0]?.median ?? 0) * 1.2) / 10 };
      await sae.leaveOut(...OWN_TESTS);
      const one = await sae.collect("left out by one", 1, false, { texts, rule });
      await sae.leaveOut();
      const ids = [one, await sae.collect("left out by two", 2, false, { texts, rule })];
      expect(await sae.digest(ids[1] ?? 0)).toEqual(await sae.digest(ids[0] ?? 0));
      const { rows } = await database.pool.query<{
        tokens: number;
        special: number;
        outliers: number;
        least: number;
        most: number;
      }>(
        `SELECT c.tokens_done AS tokens, c.special_tokens AS special, c.outlier_tokens AS outliers,
           min(f.tokens_seen) AS least, max(f.tokens_seen) AS most
         FROM collection c JOIN feature f ON f.collection_id = c.id WHERE c.id = ANY($1) GROUP BY c.id`,
        [ids],
      );
      expect(rows[1]).toEqual(rows[0]);
      const [row] = rows;
      expect(row?.special).toBe(special);
      expect(row?.outliers).toBeGreaterThan(0);
      const seen = (row?.tokens ?? 0) - special - (row?.outliers ?? 0);
      expect([row?.least, row?.most]).toEqual([seen, seen]);
      const examples = await database.pool.query<{ packed: Buffer; value: number }>(
        "SELECT packed, value FROM activation WHERE collection_id = $1",
        [ids[0]],
      );
      expect(examples.rows.length).toBeGreaterThan(FEATURES);
      for (const { packed, value } of examples.rows)
        expect(unpackActivations(packed, value).positions).not.toContain(at);
    },
    5 * 60_000,
  );
});
