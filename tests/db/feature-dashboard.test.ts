import { beforeAll, describe, expect, it, vi } from "vitest";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { writeSearchTexts } from "@/workers/dashboards/search-texts";
import { DONE, ensureFixture, MODEL, QUEUED } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});

beforeAll(() => ensureFixture(database.pool));

describe("a feature's dashboard", () => {
  it("takes four statements the first time and no more than that ever", async () => {
    const query = vi.spyOn(database.pool, "query");
    await api.feature.get({ model: MODEL, sae: DONE.sae, index: "5" });
    expect(query.mock.calls.length).toBeLessThanOrEqual(4);
    query.mockClear();
    await api.feature.get({ model: MODEL, sae: DONE.sae, index: "8" });
    expect(query.mock.calls.length).toBeLessThanOrEqual(3);
    query.mockRestore();
  });

  it("unpacks examples whose peak is what the row says", async () => {
    const { top, bands, statistics } = await api.feature.get({ model: MODEL, sae: DONE.sae, index: "5" });
    expect(top).toHaveLength(20);
    for (const { pieces, positions, values, peak, value } of [...top, ...bands.flat()]) {
      expect(Math.max(...values)).toBe(value);
      expect(positions[values.indexOf(value)]).toBe(peak);
      expect(positions.at(-1)).toBeLessThan(pieces.length);
      expect(pieces[0]).toBe("<s>");
    }
    const total = (counts: number[] | undefined) => counts?.reduce((sum, count) => sum + count, 0);
    expect(total(statistics?.histogram)).toBe(statistics?.activeTokens);
    expect(total(statistics?.bandCounts)).toBe(statistics?.activeTokens);
    expect(statistics?.promoted).toHaveLength(10);
    expect(statistics?.suppressed[0]?.logit).toBeCloseTo(-0.98, 5);
  });

  it("says of every example what its passage is about and who speaks, where that is known", async () => {
    const address = { model: MODEL, sae: DONE.sae, index: "7" };
    const passage = (await api.feature.get(address)).top[0]?.passage ?? -1;
    const turns = [{ role: "user", start: 1, end: 3 }];
    await database.pool.query(
      `UPDATE passage SET kind = 'chat: praise', topic = 'fruit tree', turns = $2
       WHERE index = $1 AND corpus_id IN (SELECT id FROM corpus WHERE model_id = $3)`,
      [passage, JSON.stringify(turns), MODEL],
    );
    const { top } = await api.feature.get(address);
    expect(top[0]).toMatchObject({ passage, kind: "chat: praise", topic: "fruit tree", turns });
    expect(top[1]).toMatchObject({ kind: null, topic: null, turns: null });
    const { rows } = await api.sae.get({ address: { model: MODEL, sae: DONE.sae }, browse: {} });
    expect(rows[0]?.example).toHaveProperty("turns");

    // and the feature is found by it
    const shown = await database.pool.query<{ id: number; sae: number }>(
      "SELECT current_collection_id AS id, id AS sae FROM sae WHERE model_id = $1 AND slug = $2",
      [MODEL, DONE.sae],
    );
    const { id = 0, sae = 0 } = shown.rows[0] ?? {};
    await writeSearchTexts(database.pool, await loadTarget(database.pool, id), 7, 8);
    const found = await database.pool.query<{ found: boolean }>(
      "SELECT words @@ to_tsquery('english', 'fruit & tree') AS found FROM search_document WHERE sae_id = $1 AND feature = 7",
      [sae],
    );
    expect(found.rows).toEqual([{ found: true }]);
  });

  it("says whether a feature was found again in an SAE of another seed, where one was trained", async () => {
    const address = { model: MODEL, sae: DONE.sae, index: "2" };
    expect((await api.feature.get(address)).stability).toBeNull();
    await database.pool.query(
      `UPDATE sae SET training = training || '{"stability": [0.9, 0.1, -0.83]}' WHERE model_id = $1 AND slug = $2`,
      [MODEL, DONE.sae],
    );
    expect((await api.feature.get(address)).stability).toBe(-0.83);
    expect((await api.feature.get({ ...address, index: "3" })).stability).toBeNull();
  });

  it("is there without figures while nothing has been merged", async () => {
    const dashboard = await api.feature.get({ model: MODEL, sae: QUEUED.sae, index: "0" });
    expect(dashboard.statistics).toBeNull();
    expect(dashboard.sae.collection?.state).toBe("queued");
  });

  it.each([
    [{ model: "none", sae: DONE.sae, index: "0" }, "NOT_FOUND", `There is no model “none” here.`],
    [{ model: MODEL, sae: "none", index: "0" }, "NOT_FOUND", `${MODEL} has no SAE “none”.`],
    [{ model: MODEL, sae: DONE.sae, index: "600" }, "NOT_FOUND", `${DONE.sae} has no feature 600.`],
    [{ model: MODEL, sae: DONE.sae, index: "1e2" }, "BAD_REQUEST", "“1e2” is not a feature number."],
    [{ model: MODEL, sae: DONE.sae, index: "-0" }, "BAD_REQUEST", "“-0” is not a feature number."],
  ])("refuses %o with %s", async (address, code, message) => {
    await expect(api.feature.get(address)).rejects.toMatchObject({ code, message });
  });
});
