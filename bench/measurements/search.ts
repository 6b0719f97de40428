import { readFile } from "node:fs/promises";
import type pg from "pg";
import { z } from "zod";
import { Random } from "@/domain/random";
import { runAs } from "@/server/platform/access/viewer";
import { searchFeatures, type Ranking } from "@/server/procedures/search/find";
import { getEmbedder } from "@/workers/search/shared";
import { innerProduct, unpackVector } from "@/workers/search/vector-codec";
import { until } from "../../tests/support/program";
import { REAL_LABELS, REAL_SAE } from "../../tests/support/real-labels";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";
import { timed } from "../rounds";
import { growLabels, openSearchDatabase } from "../search/setup";

const LIMITS_MS = { words: 30, meaning: 60, all: undefined } as const;
const RANKINGS = ["words", "meaning", "all"] as const;
const TOP = 10;
/** Seeds of the texts that people type: those that are timed, and others before them, as on a server in use. */
const TIMED = 9;
const WARMING = 10;
const LOADING_MS = 300_000;

const fixedSet = z.object({
  queries: z.array(z.object({ kind: z.string(), query: z.string(), expected: z.array(z.number()) })),
});
type Query = z.infer<typeof fixedSet>["queries"][number];

const search: Benchmark = {
  name: "search",
  async run(context) {
    if (REAL_LABELS === null) {
      context.say("The labels for this are not here (FEATURESCOPE_TRY_DATA).");
      return [];
    }
    const source = await readFile(new URL("../search/queries.json", import.meta.url), "utf8");
    const { queries } = fixedSet.parse(JSON.parse(source));
    context.say("  importing and reading 17,008 labels ...");
    const database = await openSearchDatabase(context.folder, REAL_LABELS);
    try {
      const count = context.quick ? 20 : 160;
      const typed = await typedQueries(database.pool, count, TIMED);
      const others = (await typedQueries(database.pool, count, WARMING)).filter(
        (query) => !typed.includes(query),
      );
      const measured: Measurement[] = [
        {
          what: "reading labels for their meaning, 1 thread",
          unit: "labels/s",
          value: spread([17_008 / database.embedding]),
        },
        ...(await recallOfSet(queries)),
        await recallOfScan(database.pool, queries),
        ...(await latencies("17,008 labels", queries, typed, others)),
      ];
      context.say("  growing to half a million labels ...");
      await growLabels(database.pool, context.quick ? 2 : undefined);
      const loading = await timed(() => until("the worker has all vectors", isComplete, LOADING_MS));
      const { rows } = await database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM label");
      const labels = `${(rows[0]?.n ?? 0).toLocaleString("en")} labels`;
      measured.push({ what: `vectors taken into memory, ${labels}`, unit: "s", value: spread([loading]) });
      return [...measured, ...(await latencies(labels, queries, typed, others))];
    } finally {
      await database.close();
    }
  },
};

export default search;

/** What people type besides the fixed set: one to three words of some label. */
async function typedQueries(pool: pg.Pool, count: number, seed: number): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>("SELECT text FROM label ORDER BY id");
  const random = new Random(seed, 40);
  const below = (n: number) => random.integer() % n;
  return Array.from({ length: count }, () => {
    const words = (rows[below(rows.length)]?.text ?? "").split(/\W+/).filter(Boolean);
    const first = below(Math.max(1, words.length - 2));
    return words.slice(first, first + 1 + below(3)).join(" ");
  });
}

let visitors = 0;

/** Each question is another visitor's, so that the limits of one do not count. */
function ask(ranking: Ranking, q: string, more: Record<string, string> = {}) {
  const viewer = { user: null, scopes: null, address: `visitor ${visitors++}` };
  return runAs(viewer, () => searchFeatures(ranking, { q, ...more }));
}

/** Whether searches go by all vectors; a worker takes up what is new beside its searches. */
async function isComplete(): Promise<boolean> {
  return (await ask("meaning", `anything ${visitors}`)).notes.length === 0;
}

async function latencies(
  labels: string,
  queries: readonly Query[],
  typed: readonly string[],
  others: readonly string[],
): Promise<Measurement[]> {
  const all = [...queries.map(({ query }) => query), ...typed];
  const measured: Measurement[] = [];
  for (const ranking of RANKINGS) {
    for (const query of others) await ask(ranking, query);
    const times: number[] = [];
    for (const query of all) {
      const start = performance.now();
      await ask(ranking, query, { minPercent: "", sae: "" });
      times.push(performance.now() - start);
    }
    const limit = LIMITS_MS[ranking];
    measured.push({
      what: `search "${ranking}", 95 % of queries, ${labels}`,
      unit: "ms",
      value: spread([percentile(times, 0.95)]),
      ...(limit ? { limit: { kind: "at most", value: limit } } : {}),
      note: `median ${percentile(times, 0.5).toFixed(1)} ms, 99 % ${percentile(times, 0.99).toFixed(1)} ms; ${all.length} queries one after the other, after ${others.length} others, rows of the page included`,
    });
  }
  return measured;
}

/** Share of the expected features among the first ten, for each kind of query. */
async function recallOfSet(queries: readonly Query[]): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const ranking of RANKINGS) {
    const recalls = new Map<string, number[]>();
    for (const { kind, query, expected } of queries) {
      const { rows } = await ask(ranking, query, { model: REAL_SAE.model, sae: REAL_SAE.sae });
      const top = new Set(rows.slice(0, TOP).map(({ address }) => address.index));
      const found = expected.filter((feature) => top.has(feature)).length / Math.min(TOP, expected.length);
      recalls.set(kind, [...(recalls.get(kind) ?? []), found]);
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    measured.push({
      what: `recall@10 of ${queries.length} queries with expected features, "${ranking}"`,
      unit: "of the expected",
      value: spread([mean([...recalls.values()].flat())]),
      note: [...recalls]
        .map(([kind, values]) => `${kind} ${mean(values).toFixed(2)} (${values.length})`)
        .join(", "),
    });
  }
  return measured;
}

/** The ten closest features that the program finds, against all stored vectors multiplied in float64. */
async function recallOfScan(pool: pg.Pool, queries: readonly Query[]): Promise<Measurement> {
  const { rows } = await pool.query<{ feature: number; vector: Buffer }>(
    "SELECT l.feature, v.vector FROM label l JOIN text_vector v ON v.key = md5(l.text)::uuid",
  );
  const vectors = rows.map(({ feature, vector }) => ({ feature, vector: unpackVector(vector) }));
  const embedder = await getEmbedder();
  const recalls: number[] = [];
  for (const { query } of queries) {
    const [asked] = await embedder.embed([query]);
    if (!asked) continue;
    const best = new Map<number, number>();
    for (const { feature, vector } of vectors)
      best.set(feature, Math.max(best.get(feature) ?? -1, innerProduct(asked, vector)));
    const exact = [...best].sort(([i, a], [j, b]) => b - a || i - j).slice(0, TOP);
    const { rows: found } = await ask("meaning", query);
    const top = new Set(found.slice(0, TOP).map(({ address }) => address.index));
    recalls.push(exact.filter(([feature]) => top.has(feature)).length / TOP);
  }
  return {
    what: "recall@10 of the vector search against float64 products of all vectors",
    unit: "of the exact",
    value: spread([recalls.reduce((sum, value) => sum + value, 0) / recalls.length]),
    limit: { kind: "at least", value: 1 },
  };
}
