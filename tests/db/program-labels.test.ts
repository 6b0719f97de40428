import { beforeEach, describe, expect, it } from "vitest";
import { showBestLabels, writeProgramLabels, type ProgramLabel } from "@/prisma/labels";
import { inTransaction } from "@/prisma/transaction";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const METHODS = ["token", "predicate"] as const;
let saeId = 0;
let runs = 0;

beforeEach(async () => {
  saeId = await writeBareSae(database.pool, { model: "m", sae: `sae-${++runs}`, features: 4 });
});

const label = (
  feature: number,
  text: string,
  detection: number,
  fuzzing: number | null = detection,
): ProgramLabel => ({
  ...{ feature, text, method: "token", source: null },
  score: { detection, fuzzing, windows: 40, judge: "rule" },
});
const write = (features: number[], labels: ProgramLabel[]) =>
  inTransaction(database.pool, (client) =>
    writeProgramLabels(client, saeId, { features, methods: METHODS, labels }),
  );
async function stored() {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    "SELECT id, feature, text, state, shown, score, judge FROM label WHERE sae_id = $1 ORDER BY id",
    [saeId],
  );
  return rows;
}

describe("labels written by programs", () => {
  it("are kept all, the best of each feature shown, and writing them again changes nothing", async () => {
    const labels = [
      label(0, "a", 0.75),
      { ...label(0, "b", 1, 0.5), method: "predicate" as const },
      { ...label(1, "c", 0.625), source: "some-model", method: "llm" as const },
      label(1, "d", 0.875, null),
    ];
    await write([0, 1], labels);
    const before = await stored();
    expect(before).toMatchObject([
      { feature: 0, text: "a", shown: true, score: 0.75, judge: "rule" },
      { feature: 0, text: "b", shown: false, score: 0.75 },
      { feature: 1, text: "c", shown: false, score: 0.625 },
      { feature: 1, text: "d", shown: true, score: 0.875 },
    ]);
    await write([0, 1], labels);
    expect(await stored()).toEqual(before);
  });

  it("are withdrawn when they would not be written any more, but not those that people took up", async () => {
    await write([0, 1, 2], [label(0, "old", 0.9), label(1, "voted", 0.9), label(2, "accepted", 0.9)]);
    await database.pool.query("UPDATE label SET votes_up = 1 WHERE text = 'voted' AND sae_id = $1", [saeId]);
    await database.pool.query("UPDATE label SET state = 'accepted' WHERE text = 'accepted' AND sae_id = $1", [
      saeId,
    ]);
    await write([0, 1], [label(0, "new", 0.7)]);
    expect(await stored()).toMatchObject([
      { text: "old", state: "withdrawn", shown: false },
      { text: "voted", state: "proposed", shown: true },
      { text: "accepted", state: "accepted", shown: true },
      { text: "new", shown: true },
    ]);
    await write([0], [label(0, "old", 0.8)]);
    expect((await stored())[0]).toMatchObject({ text: "old", state: "proposed", shown: true });
  });

  it("never change a label of a person", async () => {
    const person = { text: "mine", method: "hand", state: "proposed", detection: null, version: 1 };
    await database.pool.query(
      "INSERT INTO label (sae_id, feature, text, method, shown) VALUES ($1, 0, 'mine', 'hand', true)",
      [saeId],
    );
    const read = async () =>
      (
        await database.pool.query<Record<string, unknown>>(
          "SELECT text, method, state, detection, version, shown FROM label WHERE sae_id = $1 AND method = 'hand'",
          [saeId],
        )
      ).rows[0];
    // 0.6 is what a label that nobody has scored counts as (prisma/labels.ts)
    await write([0], [label(0, "worse", 0.55)]);
    expect(await read()).toEqual({ ...person, shown: true });
    await write([0], [label(0, "better", 0.9)]);
    expect(await read()).toEqual({ ...person, shown: false });
    await database.pool.query("UPDATE label SET state = 'accepted' WHERE sae_id = $1 AND method = 'hand'", [
      saeId,
    ]);
    await inTransaction(database.pool, (client) => showBestLabels(client, saeId, "all"));
    expect(await read()).toEqual({ ...person, state: "accepted", shown: true });
  });
});
