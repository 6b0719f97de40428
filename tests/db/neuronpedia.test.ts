/** Dashboards in Neuronpedia's bulk layout: out, and in again under another SAE, with everything that the layout carries. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportNeuronpedia } from "@/cli/neuronpedia/export-source";
import { languageModelConfig } from "@/domain/models";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { importDashboards, type DashboardTarget } from "@/workers/import/neuronpedia/import-dashboards";
import { rawRecords } from "@/workers/import/neuronpedia/records";
import { importLabels } from "@/workers/labels/import-labels";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});
const COPY = "3-res-copy";
/** Of the fixture; the whole of it would only take longer. */
const FEATURES = 130;
let folder: TemporaryFolder;
let source: string;
let target: DashboardTarget;

beforeAll(async () => {
  const { pool } = database;
  await ensureFixture(pool);
  folder = await temporaryFolder("neuronpedia");
  const { rows } = await pool.query<{ id: number; config: unknown; pieces: string[] }>(
    `SELECT s.id, m.config, v.pieces FROM sae s JOIN language_model m ON m.id = s.model_id
     JOIN vocabulary v ON v.model_id = m.id WHERE s.model_id = $1 AND s.slug = $2`,
    [MODEL, DONE.sae],
  );
  const [found] = rows;
  await pool.query(
    "INSERT INTO label (sae_id, feature, text, method, source) VALUES ($1, 7, 'a “label” 你', 'import', 'x')",
    [found?.id],
  );
  source = await exportNeuronpedia(
    { model: MODEL, sae: DONE.sae },
    { id: found?.id ?? 0, dSae: FEATURES },
    folder.path,
  );
  const copy = await pool.query<{ id: number }>(
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
     SELECT model_id, $2, hook_name, architecture, d_in, d_sae, source, weights_sha256 FROM sae WHERE id = $1 RETURNING id`,
    [found?.id, COPY],
  );
  target = {
    saeId: copy.rows[0]?.id ?? 0,
    dSae: FEATURES,
    modelId: MODEL,
    bos: languageModelConfig.parse(found?.config).bos,
    pieces: found?.pieces ?? [],
  };
});
afterAll(() => folder.remove());

async function lines(kind: string, batch: number): Promise<Record<string, unknown>[]> {
  const text = gunzipSync(await readFile(join(source, kind, `batch-${batch}.jsonl.gz`))).toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const bring = (where = source, options = {}) =>
  importDashboards(database.pool, where, target, { title: DONE.sae, ...options });

describe("the bulk layout", () => {
  it("has the folders, files and fields of Neuronpedia's exporter", async () => {
    expect(source).toBe(join(folder.path, MODEL, DONE.sae));
    expect((await readdir(source)).sort()).toEqual([
      "activations",
      "explanations",
      "features",
      "model.jsonl",
      "source.jsonl",
    ]);
    expect(await readdir(join(source, "features"))).toHaveLength(2);
    const [feature] = await lines("features", 0);
    expect(feature).toMatchObject({ modelId: MODEL, layer: DONE.sae, index: "0" });
    for (const field of [
      "maxActApprox",
      "frac_nonzero",
      "pos_str",
      "neg_values",
      "freq_hist_data_bar_heights",
    ])
      expect(feature).toHaveProperty(field);
    for (const field of ["featurescope", "comments", "activations"])
      expect(feature).not.toHaveProperty(field);
    const activation = (await lines("activations", 0))[0] as { tokens: string[]; values: number[] };
    expect(activation).toMatchObject({ modelId: MODEL, index: "0", binMin: -1, binMax: -1, binContains: -1 });
    expect(activation.values).toHaveLength(activation.tokens.length);
  });

  it("comes in again as the same dashboards", async () => {
    const imported = await bring();
    expect(imported.features).toBe(FEATURES);
    for (const index of ["0", "7", "16", "101", "129"]) {
      const before = await api.feature.get({ model: MODEL, sae: DONE.sae, index });
      const after = await api.feature.get({ model: MODEL, sae: COPY, index });
      expect(after.statistics).toMatchObject({
        activeTokens: before.statistics?.activeTokens,
        max: before.statistics?.max,
        density: before.statistics?.density,
        histogram: before.statistics?.histogram,
        promoted: before.statistics?.promoted,
        suppressed: before.statistics?.suppressed,
      });
      expect(after.top).toHaveLength(before.top.length);
      expect(after.bands.map(({ length }) => length)).toEqual(before.bands.map(({ length }) => length));
      for (const [i, example] of after.top.entries()) {
        const expected = before.top[i];
        expect(example.pieces).toEqual(expected?.pieces);
        expect(example.positions).toEqual(expected?.positions);
        expect(example.value).toBe(expected?.value);
        example.values.forEach((value, n) => expect(value).toBeCloseTo(expected?.values[n] ?? NaN, 3));
      }
    }
  });

  it("brings explanations, and the same folder again changes nothing", async () => {
    const count = async () => {
      const { rows } = await database.pool.query<Record<string, number>>(
        `SELECT (SELECT count(*)::int FROM collection WHERE sae_id = $1) AS collections,
           (SELECT count(*)::int FROM corpus) AS corpora, (SELECT count(*)::int FROM label WHERE sae_id = $1) AS labels,
           (SELECT count(*)::int FROM activation a JOIN collection c ON c.id = a.collection_id WHERE c.sae_id = $1) AS rows`,
        [target.saeId],
      );
      return rows[0];
    };
    const labels = () => importLabels(database.pool, target, rawRecords(source, "explanations"));
    expect((await labels()).added).toBeGreaterThan(0);
    const before = await count();
    await bring();
    await labels();
    expect(await count()).toEqual(before);
    const shown = await api.label.list({ model: MODEL, sae: COPY, index: "7" });
    expect(shown.map(({ text }) => text)).toContain("a “label” 你");
  });

  it("refuses what is of another SAE or model, broken, or in the way, by name", async () => {
    const narrow = { ...target, dSae: 100 };
    const into = (to: DashboardTarget, where = source) =>
      importDashboards(database.pool, where, to, { title: "other" });
    await expect(into(narrow)).rejects.toMatchObject({
      message: "The export has feature 100; the SAE has 100.",
    });
    await expect(into({ ...target, pieces: ["<s>", "x"] })).rejects.toThrow(/are not in the vocabulary of/);
    await expect(into(target)).rejects.toMatchObject({
      code: "CONFLICT",
      hint: "Give --replace to show the imported ones in their place.",
    });
    await expect(into(target, folder.path)).rejects.toMatchObject({ code: "NOT_FOUND" });

    const file = join(source, "activations", "batch-0.jsonl.gz");
    const whole = await readFile(file);
    const [first = {}] = await lines("activations", 0);
    await writeFile(file, gzipSync(JSON.stringify({ ...first, values: [1] })));
    await expect(bring()).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(
        /activations, record 1: .*tokens and values differ in number/s,
      ) as string,
    });
    await writeFile(file, whole.subarray(0, whole.length / 2));
    await expect(bring()).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    await writeFile(file, whole);
    expect((await api.feature.get({ model: MODEL, sae: COPY, index: "7" })).top.length).toBeGreaterThan(0);
  });
});
