/** The steering benchmark as a job over a collection: stored, resumed after a kill, replayed in the playground, audited. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultGrid } from "@/domain/steering-grid";
import {
  benchmarkCell,
  benchmarkResult,
  type BenchmarkCell,
  type BenchmarkResult,
} from "@/domain/steering-benchmark";
import { perplexity } from "@/domain/steering-run";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { startCompute } from "@/workers/compute/client";
import { auditBenchmark } from "@/workers/steering/benchmark/audit";
import { requestBenchmark } from "@/prisma/request-benchmark";
import { storeAudit, storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import { hashTokens } from "@/workers/steering/benchmark/text-figures";
import { dataFolder } from "@/workers/files/data-folder";
import { until } from "../support/program";
import { FEATURES, useSmallSae } from "../support/small-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const small = useSmallSae(database);
const api = createCallerFactory(appRouter)({});
const compute = startCompute({ engine: "onnx", dataFolder: dataFolder() });

const GRID = {
  ...defaultGrid({ chat: false }),
  ...{ arms: ["feature", "random-feature", "diff-mean", "prefix", "none"] as const, doses: [1, 3] },
  ...{ prompts: ["One day", "The"], tokens: 10, damage: { passages: 1, tokens: 24 } },
};
const LOGS = join(dataFolder(), "steering-benchmarks");
let collectionId: number;
let result: BenchmarkResult;

async function stored(): Promise<BenchmarkResult> {
  const { rows } = await database.pool.query<{ result: object; cells: unknown[] }>(
    `SELECT b.result, (SELECT json_agg(cell ORDER BY feature, arm, dose, prompt) FROM steering_benchmark_cell c
       WHERE c.benchmark_id = b.id) AS cells FROM steering_benchmark b`,
  );
  expect(rows).toHaveLength(1);
  const cells = rows[0]?.cells.map((cell) => benchmarkCell.parse(cell)) ?? [];
  return benchmarkResult.parse({ ...rows[0]?.result, cells });
}

const stateOf = async (id: string) =>
  (await database.pool.query<{ state: string }>("SELECT state FROM job WHERE id = $1", [id])).rows[0]?.state;
const finished = (id: string) => until("the job's end", async () => (await stateOf(id)) === "done", 200_000);

beforeAll(async () => {
  // a corpus is known by its hash, and this one is called by it
  collectionId = await small.collect("5".repeat(64), 1, false);
  await small.leaveOut();
  await database.pool.query(
    `INSERT INTO label (sae_id, feature, text, method, shown)
     SELECT $1, feature, 'dragons', 'hand', true FROM generate_series(0, $2) AS feature`,
    [small.id, FEATURES - 1],
  );
  const id = await requestBenchmark({
    collectionId,
    grid: { ...GRID, arms: [...GRID.arms] },
    wanted: { features: 3, candidates: 12 },
  });
  // killed while it writes texts, and gone on with by another worker
  const from = Date.now();
  const victim = small.startWorker();
  await until(
    "a feature",
    async () => {
      // what another run of this test has left lies there under the same name, and is opened anew
      for (const name of await readdir(LOGS).catch(() => [])) {
        const path = join(LOGS, name);
        if (!name.endsWith("jsonl") || (await stat(path)).mtimeMs < from) continue;
        if ((await readFile(path, "utf8")).split("\n").length > 2) return true;
      }
      return false;
    },
    200_000,
  );
  victim.process.kill("SIGKILL");
  small.startWorker();
  await finished(id);
  result = await stored();
}, 500_000);
afterAll(() => compute.close());

describe("the job", () => {
  it("stores a result with every text of the grid", () => {
    expect(result.features).toHaveLength(3);
    expect(result.cells).toHaveLength(3 * 2 * (3 * 2 + 2));
    expect(result.manifest.features.chosen).toMatch(/^2 with the best output score of 12 features/);
    expect(result.summary.arms.feature?.score.n).toBeGreaterThan(0);
    expect(result.took?.seconds).toBeGreaterThan(0);
  });

  it("waits behind everything that a person asks for", async () => {
    const { rows } = await database.pool.query<{ level: number }>(
      "SELECT level FROM job WHERE kind = 'evaluate-steering'",
    );
    expect(rows[0]?.level).toBe(20_000);
  });

  it("is stored once, however often it is", async () => {
    await storeBenchmark(database.pool, small.id, result);
    expect((await stored()).cells).toHaveLength(result.cells.length);
  });
});

describe("a cell's recipe", () => {
  it("writes the same text in the playground", async () => {
    small.startWorker("interactive");
    const cells = result.cells.filter(({ prompt, dose }) => prompt === 1 && dose !== 1);
    for (const arm of ["feature", "random-feature", "none"]) {
      const cell = cells.find((one) => one.arm === arm) as BenchmarkCell;
      const { id } = await api.steer.start({ recipe: cell.recipe });
      await until("the text", async () => (await api.steer.get({ id })).status.state === "done", 120_000);
      const { rows } = await database.pool.query<{ tokens: ({ id?: number; plain: number } | null)[] }>(
        "SELECT tokens FROM steering_step WHERE run_id = $1 ORDER BY step",
        [id],
      );
      const written = rows
        .flatMap(({ tokens }) => tokens[1] ?? [])
        .filter(({ id: token }) => token !== undefined);
      expect(written, arm).toHaveLength(cell.tokens);
      // the playground reads the text with the model as it is, too
      expect(Math.log(perplexity(written) ?? NaN)).toBeCloseTo(cell.fluency.nll, 3);
      expect(hashTokens(written.flatMap(({ id: token }) => token ?? [])), arm).toBe(cell.tokenHash);
    }
  }, 200_000);

  it("is missing where no recipe can say the edit", () => {
    for (const { arm, recipe } of result.cells) expect(recipe === undefined, arm).toBe(arm === "diff-mean");
  });
});

describe("an audit", () => {
  const audit = (of: BenchmarkResult) => auditBenchmark(database.pool, compute, of, { share: 1, seed: 1 });

  it("finds that all cells agree, whatever features are called here by now", async () => {
    await database.pool.query("UPDATE label SET text = 'castles' WHERE method = 'hand'");
    const report = await audit(result);
    expect(report).toMatchObject({ cells: result.cells.length, agreed: result.cells.length, mismatches: [] });
    await storeAudit(database.pool, report);
    const { rows } = await database.pool.query<{ hash: string }>(
      "SELECT a.manifest_hash AS hash FROM steering_audit a JOIN steering_benchmark b USING (manifest_hash)",
    );
    expect(rows).toHaveLength(1);
  }, 200_000);

  it("finds the one that was tampered with", async () => {
    const cells = result.cells.map((cell, i) =>
      i === 7 ? { ...cell, text: "It works wonderfully." } : cell,
    );
    const { mismatches } = await audit({ ...result, cells });
    const { feature, arm, dose, prompt } = result.cells[7] as BenchmarkCell;
    expect(mismatches).toMatchObject([{ feature, arm, dose, prompt, what: "text" }]);
  }, 200_000);

  it("is refused where the statistics are of other texts", async () => {
    const collection = { ...result.manifest.collection, corpus: "another" };
    const other = { ...result, manifest: { ...result.manifest, collection } };
    await expect(audit(other)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
