import { beforeAll, describe, expect, it } from "vitest";
import { browseQuery, SORTS, type BrowseQuery } from "@/domain/browse";
import { browseFeatures, densityHistogram } from "@/server/procedures/sae/browse-queries";
import { findRandomFeature } from "@/server/procedures/feature/queries";
import { DONE, ensureFixture, QUEUED } from "../support/fixture-dashboards";
import { isDead } from "../support/synthetic-features";
import { useTestDatabase } from "../support/test-database";

const SIZE = 37;
const database = useTestDatabase();
let collection = { id: 0, corpusId: 0 };
let stored: { index: number; density: number; max: number; score: number; method: string | null }[] = [];

beforeAll(async () => {
  const { pool } = database;
  await ensureFixture(pool);
  const { rows } = await pool.query<{ id: number; corpus_id: number }>(
    "SELECT c.id, c.corpus_id FROM collection c JOIN sae s ON s.current_collection_id = c.id WHERE s.slug = $1",
    [DONE.sae],
  );
  collection = { id: rows[0]?.id ?? 0, corpusId: rows[0]?.corpus_id ?? 0 };
  // a third is labelled, some of it unscored, with a second label that is not shown
  await pool.query(
    `INSERT INTO label (sae_id, feature, text, method, score, shown)
     SELECT s.id, i, 'label ' || i, CASE WHEN i % 2 = 0 THEN 'token' ELSE 'hand' END, nullif((i % 11) / 10.0, 0)::real, true
     FROM sae s, generate_series(0, $2 - 1, 3) AS i WHERE s.slug = $1
     UNION ALL SELECT s.id, i, 'worse', 'output', 0.99, false FROM sae s, generate_series(0, $2 - 1, 3) AS i WHERE s.slug = $1`,
    [DONE.sae, DONE.features],
  );
  stored = (
    await pool.query<(typeof stored)[number]>(
      `SELECT f.index, f.density, f.max, coalesce(l.score, -1)::real AS score, l.method FROM feature f
       LEFT JOIN label l ON l.sae_id = (SELECT id FROM sae WHERE slug = $2) AND l.feature = f.index AND l.shown
       WHERE f.collection_id = $1`,
      [collection.id, DONE.sae],
    )
  ).rows;
});

const page = (query: BrowseQuery) => browseFeatures(collection.id, collection.corpusId, query, SIZE);

/** Indices of all pages in the order of reading, following `after` from the first page on. */
async function readAll(query: BrowseQuery): Promise<number[]> {
  const indices: number[] = [];
  for (let next: BrowseQuery | null = query; next;) {
    const { rows, after } = await page(next);
    indices.push(...rows.map((row) => row.index));
    next = after && { ...query, after };
  }
  return indices;
}

describe("browsing features", () => {
  const orders = SORTS.flatMap((sort) => (["asc", "desc"] as const).map((order) => ({ sort, order })));

  it.each(orders)("shows every feature once by $sort $order, ties by index", async ({ sort, order }) => {
    const sign = order === "asc" ? 1 : -1;
    const expected = stored
      .toSorted((a, b) => sign * (a[sort] - b[sort] || a.index - b.index))
      .map((f) => f.index);
    expect(await readAll(browseQuery.parse({ sort, order }))).toEqual(expected);
  });

  it.each(orders)("goes back by $sort $order to the rows that it came from", async ({ sort, order }) => {
    const query = browseQuery.parse({ sort, order });
    const first = await page(query);
    expect(first.before).toBeNull();
    const second = await page({ ...query, after: first.after ?? undefined });
    const back = await page({ ...query, before: second.before ?? undefined });
    expect(back.rows.map((row) => row.index)).toEqual(first.rows.map((row) => row.index));
    expect(back.before).toBeNull();
    expect(back.after).toEqual(first.after);
  });

  it("filters before it limits: pages of a filtered table are full and complete", async () => {
    const query = browseQuery.parse({
      sort: "max",
      order: "desc",
      minPercent: "0.4",
      maxPercent: "0.6",
      minMax: "5",
    });
    const expected = stored
      .filter((f) => f.density >= 0.004 && f.density <= 0.006 && f.max >= 5)
      .map((f) => f.index);
    expect(expected.length).toBeGreaterThan(SIZE);
    expect((await readAll(query)).toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    expect((await page(query)).rows).toHaveLength(SIZE);
  });

  it.each([
    [{ method: "token" }, (f: (typeof stored)[number]) => f.method === "token"],
    [{ method: "none" }, (f: (typeof stored)[number]) => f.method === null],
    [{ minScore: "0.6", sort: "score", order: "desc" }, (f: (typeof stored)[number]) => f.score >= 0.6],
  ])("filters by the label that is shown: %j", async (raw, fits) => {
    const expected = stored.filter(fits).map(({ index }) => index);
    expect(expected.length).toBeGreaterThan(SIZE);
    const found = await readAll(browseQuery.parse(raw));
    expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  });

  it("finds nothing that has no label and a score", async () => {
    const { rows } = await page(browseQuery.parse({ method: "none", minScore: "0.1", sort: "score" }));
    expect(rows).toEqual([]);
  });

  it("gives the shown label with each feature", async () => {
    const { rows } = await page(browseQuery.parse({}));
    for (const { index, label } of rows)
      expect(label?.text ?? null).toBe(index % 3 === 0 ? `label ${index}` : null);
  });

  it("gives the strongest example with each feature, and none with a dead one", async () => {
    const { rows } = await page(browseQuery.parse({}));
    for (const row of rows) {
      expect(row.peak === null).toBe(isDead(row.index));
      if (row.peak !== null) expect(row.value).toBe(row.max);
    }
  });

  it("counts features by density, dead ones apart", async () => {
    const { counts, dead, features } = await densityHistogram(collection.id);
    expect(features).toBe(DONE.features);
    expect(dead).toBe(stored.filter((f) => f.density === 0).length);
    // the bin from 10^-2.5 to 10^-2.25, four to a decade from 10^-7 on
    const inBin = stored.filter((f) => f.density >= 10 ** -2.5 && f.density < 10 ** -2.25).length;
    expect(inBin).toBeGreaterThan(0);
    expect(counts[18]).toBe(inBin);
  });
});

describe("a random feature", () => {
  it("is active on 0.01 % to 1 % of tokens, and not always the same", async () => {
    const picks = await Promise.all(Array.from({ length: 20 }, () => findRandomFeature(DONE)));
    for (const index of picks) {
      const density = stored.find((f) => f.index === index)?.density ?? 0;
      expect(density).toBeGreaterThanOrEqual(1e-4);
      expect(density).toBeLessThanOrEqual(1e-2);
    }
    expect(new Set(picks).size).toBeGreaterThan(3);
  });

  it("is none where nothing has been collected", async () => {
    expect(await findRandomFeature(QUEUED)).toBeNull();
  });
});
