import { readFile } from "node:fs/promises";
import { z } from "zod";

const totals = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  /** What failed, each with its file and, where no test of its own failed, with the error. */
  failures: z.array(z.string()),
});
export type Totals = z.infer<typeof totals>;

export const NO_TOTALS: Totals = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Where a run under run.ts leaves its totals (tests/support/totals-reporter.ts). */
export const TOTALS_FILE = "FEATURESCOPE_TOTALS_FILE";

/** The totals of a run, or none where it ended before it had any. */
export async function readTotals(file: string): Promise<Totals> {
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? NO_TOTALS : totals.parse(JSON.parse(text));
}
