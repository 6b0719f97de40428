import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { GET } from "@/app/api/benchmark/[model]/[sae]/route";
import { benchmarkResult } from "@/domain/steering-benchmark";
import { benchmarkFileUrl } from "@/domain/urls";
import { manifestHash } from "@/workers/steering/benchmark/run-benchmark";
import { storeAudit, storeBenchmark } from "@/workers/steering/benchmark/store-benchmark";
import { ANYBODY } from "@/server/platform/access/viewer";
import { callerOf } from "../support/accounts";
import { smallBenchmark } from "../support/files/small-benchmark";
import { DONE, ensureFixture, LIVE, MODEL, UNREAD } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const visitor = callerOf(ANYBODY);
const features = [
  { feature: 3, label: "rivers" },
  { feature: 9, label: "bridges" },
];
const LIVE_SAE = { model: LIVE.model, sae: LIVE.sae };
const RESULT = smallBenchmark({ ...LIVE, features, word: "bridge" });

let saeId: number;
beforeAll(async () => {
  await ensureFixture(database.pool);
  const { rows } = await database.pool.query<{ id: number }>(
    "SELECT id FROM sae WHERE model_id = $1 AND slug = $2",
    [MODEL, LIVE.sae],
  );
  saeId = rows[0]?.id ?? 0;
  await storeBenchmark(database.pool, saeId, RESULT);
});

function download(format?: string, sae = LIVE.sae, run?: string): Promise<Response> {
  const url = `http://localhost${benchmarkFileUrl({ model: MODEL, sae, run }, format)}`;
  return GET(new Request(url), { params: Promise.resolve({ model: MODEL, sae }) });
}

describe("results of the steering benchmark", () => {
  it("come back as they were stored, texts in their order", async () => {
    const found = await visitor.benchmark.get({ address: LIVE });
    const { cells, ...rest } = RESULT;
    expect(found).toEqual({ result: rest, audits: [] });
    expect(await visitor.benchmark.listCells({ address: LIVE })).toEqual(cells);
    expect(await visitor.benchmark.listCells({ address: LIVE, feature: 9 })).toEqual(cells.slice(3));
  });

  it("take the place of the same measurement, and the latest of several is shown", async () => {
    const count = async () =>
      (await database.pool.query("SELECT 1 FROM steering_benchmark WHERE sae_id = $1", [saeId])).rowCount;
    await storeBenchmark(database.pool, saeId, RESULT);
    expect(await count()).toBe(1);
    const manifest = { ...RESULT.manifest, version: "1.0.1" };
    await storeBenchmark(database.pool, saeId, { ...RESULT, manifest });
    expect(await count()).toBe(2);
    expect((await visitor.benchmark.get({ address: LIVE })).result.manifest.version).toBe("1.0.1");
    // the earlier one has an address of its own
    const listed = (await visitor.benchmark.list()).filter(({ address }) => address.sae === LIVE.sae);
    const run = manifestHash(RESULT.manifest).slice(0, 12);
    expect(listed.map(({ address }) => address)).toEqual([LIVE_SAE, { ...LIVE_SAE, run }]);
    expect(listed[0]).toMatchObject({
      features: RESULT.summary.features,
      prompts: RESULT.manifest.grid.prompts.length,
    });
    expect(listed.map((one) => one.run)).toEqual([manifestHash(manifest).slice(0, 12), run]);
    const address = { ...LIVE, run };
    expect((await visitor.benchmark.get({ address })).result.manifest).toEqual(RESULT.manifest);
    expect(await visitor.benchmark.listCells({ address })).toEqual(RESULT.cells);
    expect(benchmarkResult.parse(await (await download("json", LIVE.sae, run)).json())).toEqual(RESULT);
    await expect(visitor.benchmark.get({ address: { ...LIVE, run: "none" } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await database.pool.query(
      "DELETE FROM steering_benchmark WHERE sae_id = $1 AND result -> 'manifest' ->> 'version' = '1.0.1'",
      [saeId],
    );
  });

  it("come with their audits, the latest first", async () => {
    const audit = {
      ...{
        manifestHash: manifestHash(RESULT.manifest),
        share: 0.5,
        seed: 1,
        cells: 3,
        agreed: 3,
        mismatches: [],
      },
      ...{ engine: "onnx", version: "1.0.0" },
    };
    await storeAudit(database.pool, audit);
    const other = { arm: "feature" as const, dose: 1, prompt: 0, what: "tokens", expected: "a", found: "b" };
    const failed = { ...audit, agreed: 2, mismatches: [{ feature: 3, ...other }] };
    await storeAudit(database.pool, failed);
    expect((await visitor.benchmark.get({ address: LIVE })).audits).toEqual([failed, audit]);
  });

  it("are listed for the SAEs that have some", async () => {
    const listed = await visitor.benchmark.list();
    expect(listed.map(({ address }) => address.sae).sort()).toEqual([DONE.sae, LIVE.sae]);
    expect(listed[0]?.summary).toEqual(RESULT.summary);
    await expect(visitor.benchmark.get({ address: UNREAD })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${MODEL}/${UNREAD.sae} has not been measured.`,
    });
  });

  it("are handed out as JSON, CSV, JSON Lines and Parquet", async () => {
    expect(benchmarkResult.parse(await (await download()).json())).toEqual(RESULT);
    const [head, first] = (await (await download("csv")).text()).split("\r\n");
    expect(head).toBe(
      "feature,arm,dose,prompt,seed,tokens,token_sha256,fires,activation,lexicon_hits,words,similarity,nll,repeated4,distinct2,text",
    );
    expect(first).toMatch(
      /^3,feature,1,0,4000000000,9,[0-9a-f]{64},0.25,0.1,1,7,,2.5,0,1,"a bridge by the lake, said feature"$/,
    );
    const lines = (await (await download("jsonl")).text()).trim().split("\n");
    const rows = await parquetReadObjects({ file: await (await download("parquet")).arrayBuffer() });
    expect(lines).toHaveLength(RESULT.cells.length);
    expect(rows).toHaveLength(RESULT.cells.length);
    expect(rows[1]).toMatchObject({ feature: 3, arm: "feature", dose: 2, seed: "4000000001", nll: 2.5 });
    expect(rows[1]?.similarity ?? null).toBeNull();
    expect((await download("xml")).status).toBe(400);
    expect((await download("json", UNREAD.sae)).status).toBe(404);
  });
});
