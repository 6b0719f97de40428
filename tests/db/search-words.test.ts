import { beforeAll, describe, expect, it } from "vitest";
import type { RankPlace, SearchFilters } from "@/domain/search";
import { resolveFilters } from "@/server/procedures/search/filters";
import { MANY as WALKED_FROM } from "@/server/procedures/search/list-by-quality";
import { searchWords, type WordsPage } from "@/server/procedures/search/words";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
/** Features that have one word in common. */
const MANY = WALKED_FROM + 600;
const FEATURES = MANY + 1_000;
let saeId = 0;
let otherId = 0;

const LABELS: readonly [feature: number, text: string][] = [
  [1, "references to dragons"],
  [2, "a dragon that guards its treasure in a faraway castle on a mountain by the sea"],
  [3, "input/output of café terminals"],
  [4, "castles and their kings"],
  [5, "words about treasure, castles and dragons"],
  [6, 'quotes "like" these'],
  [7, "faces that look happy in a photograph"],
  [8, "unhappy feelings"],
  [9, "happy"],
  [10, "the word “happy”, after “very”"],
  [11, "days that are ordinary"],
];

beforeAll(async () => {
  const { pool } = database;
  saeId = await writeBareSae(pool, { model: "m", sae: "wide", features: FEATURES });
  otherId = await writeBareSae(pool, { model: "m", sae: "other", features: FEATURES });
  for (const [feature, text] of LABELS) await label(saeId, feature, text);
  await label(otherId, 1, "dragons of another kind");
  await pool.query(
    `INSERT INTO search_document (sae_id, feature, density, max, tokens, examples) VALUES
       ($1, 1, 0.001, 3, 'wing', 'The dragon flew.'), ($1, 4, 0.2, 5, 'king', 'A king and a dragon.'),
       ($1, 20, 0.01, 9, 'dragon', 'It was a dragon.'), ($1, 21, 0.01, 9, 'sheep', 'A dragon ate the sheep.')
     ON CONFLICT (sae_id, feature) DO UPDATE
       SET density = excluded.density, max = excluded.max, tokens = excluded.tokens, examples = excluded.examples`,
    [saeId],
  );
  // more than are ranked one by one, and more than are sorted; of several lengths, and some better than others
  await pool.query(
    `INSERT INTO label (sae_id, feature, text, method, shown, score)
     SELECT $1, 100 + i, 'plentiful ' || repeat('very ', i % 7) || 'stuff', 'token', true, (i % 5) / 5.0
     FROM generate_series(0, $2) i`,
    [saeId, MANY - 1],
  );
  // a word of more examples than are ranked one by one
  await pool.query(
    "UPDATE search_document SET examples = 'ordinary' WHERE sae_id = $1 AND feature BETWEEN 100 AND 3100",
    [saeId],
  );
  // as the server does by itself soon after many rows have come
  await pool.query("ANALYZE search_document");
});

async function label(
  sae: number,
  feature: number,
  text: string,
  more: { shown?: boolean } = {},
): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `INSERT INTO label (sae_id, feature, text, method, shown) VALUES ($1, $2, $3, 'hand', $4) RETURNING id`,
    [sae, feature, text, more.shown ?? true],
  );
  return rows[0]?.id ?? 0;
}

const search = async (query: string, filters: SearchFilters = {}, from: RankPlace | null = null, size = 20) =>
  searchWords(query, await resolveFilters(filters), from, size);
const names = ({ rows }: WordsPage) =>
  rows.map((row) => `${row.saeId === saeId ? "" : "other "}${row.feature}`);

async function readAll(query: string, size: number): Promise<string[]> {
  const all: string[] = [];
  for (let from: RankPlace | null = null, more = true; more; more = from !== null) {
    const page: WordsPage = await search(query, {}, from, size);
    all.push(...names(page));
    from = page.after;
  }
  return all;
}

describe("searching words", () => {
  it("ranks shown labels before tokens and tokens before examples", async () => {
    const found = names(await search("dragons"));
    expect(found.slice(0, 4).toSorted()).toEqual(["1", "2", "5", "other 1"]);
    expect(found.indexOf("20")).toBe(4);
    expect(found.slice(5).toSorted()).toEqual(["21", "4"]);
  });

  it("puts a label that is the word first, whole words alone", async () => {
    const found = names(await search("happy"));
    expect(found.slice(0, 2).toSorted()).toEqual(["10", "9"]);
    expect(found.slice(2)).toEqual(["7"]);
  });

  it("puts labels with a word before examples with it, however many there are", async () => {
    const { rows, after } = await search("ordinary", {}, null, 3);
    expect(rows.map(({ feature, inLabel }) => [feature, inLabel === true])[0]).toEqual([11, true]);
    expect(rows).toHaveLength(3);
    expect(after?.ranking).toBe("quality");
  });

  it("puts features with more and with rarer words of the query first", async () => {
    expect(names(await search("treasure castle dragon"))[0]).toBe("5");
    expect(names(await search("plentiful treasure"))[0]).toBe("5");
  });

  it.each([
    ["dargons", "dragons"],
    ["castels", "castles"],
    ["treasrue", "treasure"],
    ["DRÀGÖN", null],
    ["Drag", "dragon"],
  ])("finds %s", async (typed, instead) => {
    const found = await search(typed);
    expect(names(found)).toContain("5");
    expect(found.terms[0]?.instead[0] ?? null).toBe(instead);
  });

  it("reads both sides of a slash, accents and quotation marks", async () => {
    expect(names(await search("output"))).toEqual(["3"]);
    expect(names(await search("cafe"))).toEqual(["3"]);
    expect(names(await search('"like"'))).toEqual(["6"]);
  });

  it.each(["dragons castle treasure", "plentiful", "plentiful stuff", "very", "the", "ordinary"])(
    "goes through all that is found for %j without a repeat, in the same order however long the pages are",
    async (query) => {
      const whole = (await search(query, {}, null, 2 * MANY)).rows.map(
        (row) => `${row.saeId === saeId ? "" : "other "}${row.feature}`,
      );
      expect(new Set(whole).size).toBe(whole.length);
      expect(await readAll(query, query.includes(" c") ? 3 : 1_111)).toEqual(whole);
    },
  );

  it("lists what nearly all have by label score and brevity", async () => {
    const { rows, after } = await search("plentiful");
    expect(after?.ranking).toBe("quality");
    // score 4/5 and no "very": i % 5 = 4 and i % 7 = 0
    expect(rows.map(({ feature }) => feature)).toEqual(rows.map((_, i) => 100 + 14 + 35 * i));
  });

  it("filters before it limits", async () => {
    expect(names(await search("dragons", { sae: "other" }))).toEqual(["other 1"]);
    expect(names(await search("dragon", { minPercent: 0.05, maxPercent: 5 }, null, 3))).toEqual([
      "1",
      "20",
      "21",
    ]);
    expect(names(await search("dragon", { method: "token" }))).toEqual([]);
    expect((await search("plentiful", { method: "token", minScore: 0.7 }, null, MANY)).rows).toHaveLength(
      Math.floor(MANY / 5),
    );
    await expect(resolveFilters({ sae: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(resolveFilters({ model: "x", sae: "wide" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    "",
    "  ",
    "!?()",
    "'; DROP TABLE label; --",
    "\\",
    "a' | b & !c:*",
    "%_%",
    "ﬁ ß Ж 東京",
    "x".repeat(5_000),
  ])("takes %j for nothing but words", async (query) => {
    await expect(search(query)).resolves.toMatchObject({ after: null });
  });
});

describe("what is searched", () => {
  it("follows every change of a feature's labels", async () => {
    const documents = async () =>
      (
        await database.pool.query<{
          label: string;
          labels: string;
          score: number | null;
          density: number | null;
        }>("SELECT label, labels, score, density FROM search_document WHERE sae_id = $1 AND feature = 50", [
          otherId,
        ])
      ).rows;
    const first = await label(otherId, 50, "zebras");
    const second = await label(otherId, 50, "stripes", { shown: false });
    expect(await documents()).toEqual([{ label: "zebras", labels: "stripes", score: null, density: null }]);
    await database.pool.query("UPDATE label SET shown = false WHERE id = $1", [first]);
    await database.pool.query("UPDATE label SET shown = true, score = 0.75 WHERE id = $1", [second]);
    expect(await documents()).toMatchObject([{ label: "stripes", labels: "zebras", score: 0.75 }]);
    expect(names(await search("zebra"))).toEqual(["other 50"]);
    await database.pool.query("UPDATE label SET state = 'hidden' WHERE id = $1", [first]);
    expect(names(await search("zebra"))).toEqual([]);
    await database.pool.query("DELETE FROM label WHERE id = $1", [second]);
    expect(await documents()).toMatchObject([{ label: "", labels: "", score: null }]);
  });

  it("goes with its SAE", async () => {
    const gone = await writeBareSae(database.pool, { model: "m", sae: "gone", features: 3 });
    await label(gone, 1, "ephemeral");
    await database.pool.query("DELETE FROM sae WHERE id = $1", [gone]);
    expect(names(await search("ephemeral"))).toEqual([]);
  });
});
