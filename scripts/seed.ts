/**
 * `npm run seed`: the made-up model of the tests in the database of the data folder, with an SAE in every state that a page
 * can meet, in a few seconds. What an earlier run wrote is replaced, whatever else is there stays.
 */
import { mkdir } from "node:fs/promises";
import { connectDatabase } from "@/cli/database";
import { reportAndExit } from "@/cli/report";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { DONE, MODEL, writeFixture } from "@/tests/support/fixture-dashboards";
import { ensureLabel } from "@/tests/support/fixture-labels";
import { requestSearchTexts } from "@/workers/dashboards/request-search-texts";
import { dataFolder } from "@/workers/files/data-folder";

/** Features of DONE that somebody has labelled. */
const LABELS: readonly (readonly [feature: number, text: string])[] = [
  [7, "words of a lake"],
  [12, "castles"],
  [21, "the end of a sentence"],
  [35, "a little dragon"],
];

try {
  await mkdir(dataFolder(), { recursive: true });
  const database = await connectDatabase();
  try {
    const { pool } = getDatabase();
    await writeFixture(pool);
    for (const [feature, text] of LABELS) await ensureLabel(pool, feature, text);
    await requestSearchTexts(pool);
  } finally {
    await closeDatabase();
    await database.release();
  }
  process.stdout.write(
    `${MODEL} is in ${database.description}; npm run dev shows it at /${MODEL}/${DONE.sae}.\n`,
  );
} catch (error) {
  reportAndExit(error);
}
