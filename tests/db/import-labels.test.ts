import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";
import { importLabels } from "@/workers/labels/import-labels";
import { writeBareSae } from "../support/labelled-sae";
import { readRealLabels, REAL_LABELS, REAL_SAE } from "../support/real-labels";
import { temporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const FEATURES = 10;
let saeId = 0;
let runs = 0;

beforeEach(async () => {
  saeId = await writeBareSae(database.pool, { model: "m", sae: `sae-${++runs}`, features: FEATURES });
});

const label = (index: string | number, description: string, more: Record<string, unknown> = {}) => ({
  ...{ modelId: "gemma-2-2b", layer: "20-gemmascope-res-16k", index, description },
  ...{ explanationModelName: "gpt-4o-mini", typeName: "oai_token-act-pair", ...more },
});

const bring = (records: unknown[], layer?: string) =>
  importLabels(database.pool, { saeId, dSae: FEATURES, layer }, records);

async function stored() {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    "SELECT feature, text, method, state, shown, source FROM label WHERE sae_id = $1 ORDER BY id",
    [saeId],
  );
  return rows;
}

describe("importing labels", () => {
  it("keeps every label, shows the first of each feature, and changes nothing when it is done again", async () => {
    const records = [
      label("3", " dragons \n and\u0000 knights "),
      label(3, "castles", { explanationModelName: "claude" }),
      label("0", "the end"),
      label("3", "castles", { explanationModelName: "claude" }),
    ];
    expect(await bring(records)).toEqual({ read: 4, added: 3, shown: 2 });
    const rows = await stored();
    const row = { method: "import", state: "proposed", source: "gpt-4o-mini, oai_token-act-pair" };
    expect(rows).toEqual([
      { ...row, feature: 3, text: "dragons and knights", shown: true },
      { ...row, feature: 3, text: "castles", shown: false, source: "claude, oai_token-act-pair" },
      { ...row, feature: 0, text: "the end", shown: true },
    ]);
    expect(await bring(records)).toEqual({ read: 4, added: 0, shown: 0 });
    expect(await stored()).toEqual(rows);
  });

  it("leaves the label alone that a feature shows already", async () => {
    await database.pool.query(
      "INSERT INTO label (sae_id, feature, text, method, shown) VALUES ($1, 3, 'mine', 'hand', true)",
      [saeId],
    );
    expect(await bring([label(3, "theirs")])).toEqual({ read: 1, added: 1, shown: 0 });
  });

  it.each([
    [[label(1, "a"), { modelId: "x" }], "CORRUPT_FILE", /^Record 2: .*layer/s],
    [[label(1, "a"), label("-1", "b")], "CORRUPT_FILE", /^Record 2: .*not a feature number/s],
    [[label(1, "a"), label(10, "b")], "BAD_INPUT", /^Record 2: feature 10 is beyond the SAE's last, 9/],
    [[label(1, "a"), label(1, " \n ")], "BAD_INPUT", /^Record 2: the description has 0 characters/],
    [[label(1, "x".repeat(1001))], "BAD_INPUT", /^Record 1: the description has 1,001 characters/],
    [
      [label(1, "a"), label(1, "b", { layer: "other" })],
      "BAD_INPUT",
      /^Record 2: it is about gemma-2-2b\/other/,
    ],
    [[], "NOT_FOUND", /holds no labels/],
  ])("imports nothing of a file with a bad record (%#)", async (records, code, message) => {
    await expect(bring(records)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await stored()).toEqual([]);
  });

  it("takes one SAE's labels out of a file of several", async () => {
    expect(await bring([label(1, "a", { layer: "x" }), label(2, "b", { layer: "y" })], "y")).toMatchObject({
      read: 1,
      added: 1,
    });
    await expect(bring([label(1, "a")], "z")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is a command that reads plain and gzipped files", async () => {
    const folder = await temporaryFolder("labels");
    const lines = [label(1, "one"), label(2, "two")].map((record) => JSON.stringify(record)).join("\n");
    await writeFile(join(folder.path, "batch.jsonl.gz"), gzipSync(lines));
    await writeFile(join(folder.path, "all.json"), JSON.stringify([label(1, "one"), label(3, "three")]));
    const command = (...args: string[]) =>
      spawnSync(
        process.execPath,
        [join(PROJECT_ROOT, "scripts/run.mjs"), "cli/main.ts", "import-labels", ...args],
        { encoding: "utf8", env: { ...process.env, DATABASE_URL: database.url } },
      );
    const sae = ["--sae", `m/sae-${runs}`, "--json"];
    const gzipped = command(join(folder.path, "batch.jsonl.gz"), ...sae);
    expect(gzipped.stderr).toContain("2 labels read, 2 new");
    expect(JSON.parse(gzipped.stdout)).toEqual({ read: 2, added: 2, shown: 2 });
    expect(JSON.parse(command(join(folder.path, "all.json"), ...sae).stdout)).toMatchObject({ added: 1 });
    expect(command(join(folder.path, "none.json"), ...sae)).toMatchObject({ status: 1 });
    expect(command(join(folder.path, "all.json"), "--sae", "m/none").stderr).toContain(
      'There is no SAE "m/none"',
    );
    await folder.remove();
  });

  it.skipIf(REAL_LABELS === null)("brings 17,008 real labels", async () => {
    const id = await writeBareSae(database.pool, REAL_SAE);
    const target = { saeId: id, dSae: REAL_SAE.features };
    const imported = await importLabels(database.pool, target, readRealLabels(REAL_LABELS ?? ""));
    // counted in the file by another program
    expect(imported).toEqual({ read: 17_008, added: 17_008, shown: 16_383 });
  });
});
