import { beforeAll, describe, expect, it } from "vitest";
import type { ResolvedFilters } from "@/domain/meaning";
import { inTransaction } from "@/prisma/transaction";
import embedLabels from "@/workers/jobs/embed-labels";
import type { TaskContext } from "@/workers/queue/task-context";
import { MeaningIndex, type MeaningPlace } from "@/workers/search/meaning-index";
import { getEmbedder } from "@/workers/search/shared";
import { innerProduct } from "@/workers/search/vector-codec";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
let saeId = 0;
let otherId = 0;

const LABELS = [
  ...[
    "references to dogs",
    "cats and kittens",
    "the legal system",
    "expressions of grief",
    "volcanic eruptions",
  ],
  ...["coffee and cafés", "trains and railways", "words about money", "baking bread", "the colour blue"],
];

const context = (): TaskContext => ({
  pool: database.pool,
  prisma: undefined as never,
  workerId: "test",
  signal: new AbortController().signal,
  report: () => undefined,
  remark: () => Promise.resolve(),
  notify: () => Promise.resolve(),
});

async function label(sae: number, feature: number, text: string, shown = true): Promise<void> {
  await database.pool.query(
    "INSERT INTO label (sae_id, feature, text, method, shown) VALUES ($1, $2, $3, 'hand', $4)",
    [sae, feature, text, shown],
  );
}

beforeAll(async () => {
  saeId = await writeBareSae(database.pool, { model: "m", sae: "a", features: 1_000 });
  otherId = await writeBareSae(database.pool, { model: "m", sae: "b", features: 1_000 });
  for (const [feature, text] of LABELS.entries()) await label(saeId, feature, text);
  // the same text once more, and a second label that is closer to some queries than the shown one
  await label(otherId, 3, "references to dogs");
  await label(saeId, 2, "puppies on a leash", false);
  await embedLabels({ jobId: crypto.randomUUID() }, context());
}, 300_000);

const vectorOf = async (text: string) => (await (await getEmbedder()).embed([text]))[0] ?? new Float32Array();
const everything = (): ResolvedFilters => ({ saeIds: [saeId, otherId] });

async function search(
  text: string,
  filters: ResolvedFilters = everything(),
  from: MeaningPlace | null = null,
  size = 3,
) {
  const index = await MeaningIndex.create(database.pool);
  await index.refresh();
  return index.search(await vectorOf(text), filters, from, size);
}

describe("searching by meaning", () => {
  it("reads every distinct text once, and nothing the second time", async () => {
    const count = async () =>
      (await database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM text_vector")).rows[0]?.n;
    expect(await count()).toBe(LABELS.length + 1);
    await embedLabels({ jobId: crypto.randomUUID() }, context());
    expect(await count()).toBe(LABELS.length + 1);
  });

  it("does not wait long for new vectors, and says whether it has them all", async () => {
    const index = await MeaningIndex.create(database.pool);
    await inTransaction(database.pool, async (client) => {
      await client.query("LOCK TABLE text_vector IN ACCESS EXCLUSIVE MODE");
      expect(await index.refresh(20)).toBe(false);
      expect(index.size).toBe(0);
    });
    expect(await index.refresh()).toBe(true);
    expect(index.size).toBe(LABELS.length + 1);
    expect(await index.refresh(60_000)).toBe(true);
  });

  it.each([
    ["canines", 0],
    ["mourning a loved one", 3],
    ["lava", 4],
    ["espresso", 5],
    ["cash", 7],
  ])("finds a label for %j that shares no word with it", async (query, feature) => {
    expect((await search(query))[0]).toMatchObject({ saeId, feature });
  });

  it("ranks by the exact cosine of the closest label, each feature once", async () => {
    const query = await vectorOf("small dogs");
    const texts = [...LABELS.map((text, feature) => ({ saeId, feature, text }))];
    texts.push({ saeId: otherId, feature: 3, text: "references to dogs" });
    texts.push({ saeId, feature: 2, text: "puppies on a leash" });
    const best = new Map<string, number>();
    for (const { saeId: sae, feature, text } of texts) {
      const value = innerProduct(query, await vectorOf(text));
      best.set(`${sae} ${feature}`, Math.max(value, best.get(`${sae} ${feature}`) ?? -1));
    }
    const expected = [...best].sort(([, a], [, b]) => b - a);
    const found = await search("small dogs", everything(), null, 20);
    expect(found).toHaveLength(best.size);
    found.forEach(({ value }, i) => expect(value).toBeCloseTo(expected[i]?.[1] ?? 0, 4));
    expect(new Set(found.map((row) => `${row.saeId} ${row.feature}`)).size).toBe(best.size);
  });

  it("goes on from page to page without a repeat", async () => {
    const whole = await search("animals", everything(), null, 50);
    const paged: typeof whole = [];
    for (let from: MeaningPlace | null = null; ;) {
      const page = await search("animals", everything(), from, 4);
      paged.push(...page);
      from = page.at(-1) ?? null;
      if (!from) break;
    }
    expect(paged).toEqual(whole);
  });

  it("filters before it limits, also where few of many pass", async () => {
    expect(await search("dogs", { saeIds: [otherId] }, null, 1)).toMatchObject([
      { saeId: otherId, feature: 3 },
    ]);
    expect(await search("dogs", { saeIds: [] })).toEqual([]);
    expect(await search("dogs", { ...everything(), method: "llm" })).toEqual([]);
    const rows = await database.pool.query("UPDATE label SET score = 0.9 WHERE text = 'the colour blue'");
    expect(rows.rowCount).toBe(1);
    expect(await search("dogs", { ...everything(), minScore: 0.8 }, null, 1)).toMatchObject([{ feature: 9 }]);
  });

  it("forgets labels that are hidden or taken back", async () => {
    await label(saeId, 500, "astronauts in space");
    await embedLabels({ jobId: crypto.randomUUID() }, context());
    expect((await search("cosmonaut"))[0]).toMatchObject({ feature: 500 });
    await database.pool.query("UPDATE label SET state = 'withdrawn', shown = false WHERE feature = 500");
    expect((await search("cosmonaut", everything(), null, 50)).map(({ feature }) => feature)).not.toContain(
      500,
    );
  });
});
