import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { GET } from "@/app/api/export/dashboards/[model]/[sae]/route";
import { tokenStrings } from "@/domain/tokens";
import { ANYBODY } from "@/server/platform/access/viewer";
import { callerOf } from "../support/accounts";
import { DONE, ensureFixture, MODEL, UNREAD } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const visitor = callerOf(ANYBODY);
beforeAll(async () => {
  await ensureFixture(database.pool);
});

async function download(table: string, sae = DONE.sae): Promise<{ status: number; file: ArrayBuffer }> {
  const request = new Request(`http://localhost/api/export/dashboards/${MODEL}/${sae}?table=${table}`);
  const answer = await GET(request, { params: Promise.resolve({ model: MODEL, sae }) });
  return { status: answer.status, file: await answer.arrayBuffer() };
}

async function rowsOf<Row>(table: string, sae = DONE.sae): Promise<Row[]> {
  const { status, file } = await download(table, sae);
  expect(status).toBe(200);
  return (await parquetReadObjects({ file })) as Row[];
}

describe("dashboards as Parquet", () => {
  it("have every feature with the numbers of its page", async () => {
    const rows = await rowsOf<Record<string, unknown>>("features");
    expect(rows).toHaveLength(DONE.features);
    const { statistics } = await visitor.feature.get({ ...DONE, index: "7" });
    expect(rows[7]).toMatchObject({
      ...{
        index: 7,
        label: null,
        max: Math.fround(statistics?.max ?? 0),
        density: Math.fround(statistics?.density ?? 0),
      },
      ...{ active_tokens: statistics?.activeTokens, histogram: statistics?.histogram },
      promoted_logits: statistics?.promoted.map(({ logit }) => logit),
    });
  });

  it("have every example, whose peak is a token of its passage", async () => {
    const [activations, passages] = await Promise.all([
      rowsOf<{
        feature: number;
        band: number;
        peak: number;
        passage: number;
        positions: number[];
        values: number[];
      }>("activations"),
      rowsOf<{ passage: number; tokens: number[]; text: string }>("passages"),
    ]);
    const { top } = await visitor.feature.get({ ...DONE, index: "7" });
    const own = activations.filter(({ feature, band }) => feature === 7 && band === 0);
    expect(own.map(({ passage, positions, values }) => ({ passage, positions, values }))).toEqual(
      top.map(({ passage, positions, values }) => ({ passage, positions, values: values.map(Math.fround) })),
    );
    const [first] = top;
    const passage = passages[first?.passage ?? -1];
    expect(passage?.text).toBe(
      tokenStrings(first?.pieces.slice(1) ?? [])
        .join("")
        .trimStart(),
    );
    expect(passage?.tokens).toHaveLength(first?.pieces.length ?? 0);
  });

  it("name the files that fix the numbers, and are whole where there is nothing", async () => {
    const { file } = await download("features");
    const { key_value_metadata } = parquetMetadata(file);
    expect(key_value_metadata).toContainEqual({
      key: "featurescope.sae",
      value: `${DONE.sae} ${"5".repeat(64)}`,
    });
    expect(await rowsOf("activations", UNREAD.sae)).toEqual([]);
    expect((await download("weights")).status).toBe(400);
    expect((await download("features", "nothing")).status).toBe(404);
  });
});
