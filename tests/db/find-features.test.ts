/** The playground's Find: by number at once, by words in the order of the search page and the map. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { runProgram, until, type Program } from "../support/program";
import { DEMO, registerSteerable, STEERED, STEERED_SAE } from "../support/steering";
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
    expect((await find("100")).map(({ sae }) => sae)).toEqual(["3-res-2k", "3-res-4k", "3-res-1k"]);
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
