/** The playground's Find: by number at once, by words in the order of the search page and the map. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPromoted } from "@/domain/feature-statistics";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import { smallBenchmark } from "../support/files/small-benchmark";
import { runProgram, until, type Program } from "../support/program";
import { DEMO, giveMaximum, registerSteerable, STEERED, STEERED_SAE } from "../support/steering";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});
let worker: Program;

beforeAll(async () => {
  await registerSteerable(database.pool);
  worker = runProgram(["workers/main.ts", "--lane", "interactive"], { DATABASE_URL: database.url });
  const { pool } = database;
  await until("a worker", async () => (await pool.query("SELECT 1 FROM worker")).rows.length > 0);
});
afterAll(() => worker.process.kill("SIGKILL"));

describe("Find", () => {
  it("finds features by id, by id within an SAE, and by a word of their label", async () => {
    const find = (text: string) => api.steer.findFeatures({ model: DEMO, text });
    expect((await find("100")).map(({ sae }) => sae)).toEqual([
      "3-res-2k",
      "3-res-4k",
      "0-res-2k",
      "1-res-2k",
      "2-res-2k",
      "4-res-2k",
      "5-res-2k",
      "3-res-1k",
    ]);
    expect(await find("3-res-4k/100")).toMatchObject([{ feature: 100, max: STEERED.max, label: null }]);
    expect(await find("4000")).toHaveLength(1);
    await database.pool.query(
      `INSERT INTO label (sae_id, feature, text, method, shown)
       SELECT id, 100, 'dragons that fly', 'hand', true FROM sae WHERE slug = $1`,
      [STEERED_SAE],
    );
    expect(await find("Dragon")).toMatchObject([
      { sae: STEERED_SAE, feature: 100, label: "dragons that fly" },
    ]);
    expect(await find("zebra")).toEqual([]);
  });

  it("finds them in the order of the search page, whole words of the label first", async () => {
    await database.pool.query(
      `INSERT INTO label (sae_id, feature, text, method, score, shown)
       SELECT id, v.feature, v.text, 'hand', v.score, true
       FROM sae, (VALUES (201, 'an unhappy feeling', 0.99), (202, 'a happy feeling', 0.8),
         (203, 'faces that are happy', 0.95), (204, 'happy', 0.7)) v(feature, text, score) WHERE slug = $1`,
      [STEERED_SAE],
    );
    const found = await api.steer.findFeatures({ model: DEMO, text: "happy" });
    expect(found.map(({ label }) => label).slice(0, 1)).toEqual(["happy"]);
    const labels = found.map(({ label }) => label);
    expect(labels).toContain("a happy feeling");
    expect(labels).not.toContain("an unhappy feeling");
    expect(found.every(({ match }) => match === "label")).toBe(true);
    const page = await api.search.find({ ranking: "all", parameters: { q: "happy", model: DEMO } });
    expect(
      page.rows
        .filter(({ label }) => label.includes("happy"))
        .map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(labels.slice(0, 3));
    const indices = await api.map.matches({ address: { model: DEMO, sae: STEERED_SAE }, text: "happy" });
    expect(indices.slice(0, 3)).toEqual(found.slice(0, 3).map(({ feature }) => feature));
  });
});

describe("what is suggested to begin with", () => {
  const give = (feature: number, logit: number, label: string, method = "hand", score = 0.9) =>
    database.pool.query(
      `WITH known AS (
         UPDATE feature f SET active_passages = 20, promoted = $3 FROM collection c JOIN sae s ON s.id = c.sae_id
         WHERE f.collection_id = c.id AND s.slug = $1 AND f.index = $2 RETURNING s.id
       ) INSERT INTO label (sae_id, feature, text, method, score, shown) SELECT id, $2, $4, $5, $6, true FROM known`,
      [STEERED_SAE, feature, Buffer.from(packPromoted([{ id: 5, logit }])), label, method, score],
    );
  const suggest = () => api.steer.suggest({ model: DEMO });

  it("has clear labels about something, of well known features, each once, the largest promoted logit first", async () => {
    for (let feature = 301; feature <= 308; feature++) await giveMaximum(database.pool, feature, feature);
    await give(301, 1, "rain");
    await give(302, 3, "snow");
    await give(303, 2, "snow");
    await give(304, 9, "unclear", "unclear");
    await give(305, 9, "hardly right", "hand", 0.6);
    await give(307, 9, "the word “and”, after a comma");
    await give(308, 9, "closing quotation mark", "predicate");
    // in five passages alone
    await give(306, 9, "seldom");
    await database.pool.query("UPDATE feature SET active_passages = 5 WHERE index = 306");
    // by what was measured of this SAE with the demo
    expect(await suggest()).toMatchObject({ sae: STEERED_SAE, by: { name: "max", rho: { n: 100 } } });
    await database.pool.query("DELETE FROM steering_benchmark");
    const { by, sae, features = [] } = (await suggest()) ?? {};
    expect({ by, sae }).toEqual({ by: { name: "promotes", rho: null }, sae: STEERED_SAE });
    expect(features.map(({ feature, label, max }) => [feature, label, max])).toEqual([
      [302, "snow", 302],
      [301, "rain", 301],
    ]);
  });

  it("has the order that foretold best where features were measured, the lowest first for a negative one", async () => {
    const low = { mean: -0.4, low: -0.6, high: -0.2, n: 40 };
    const { rows } = await database.pool.query<{ id: number }>("SELECT id FROM sae WHERE slug = $1", [
      STEERED_SAE,
    ]);
    const result = smallBenchmark({
      ...{ model: DEMO, sae: STEERED_SAE, word: "rain" },
      features: [{ feature: 301, label: "rain" }],
    });
    const summary = { ...result.summary, predictors: [{ name: "density" as const, rho: low }] };
    await storeBenchmark(database.pool, rows[0]?.id ?? 0, { ...result, summary });
    await database.pool.query("UPDATE feature SET density = 0.02 WHERE index = 302");
    const { by, features = [] } = (await suggest()) ?? {};
    expect(by).toEqual({ name: "density", rho: low });
    expect(features.map(({ feature }) => feature)).toEqual([301, 303]);
  });
});
