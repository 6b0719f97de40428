import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** Names of what failed. */
  failures: string[];
}

export const NO_TOTALS: Totals = { passed: 0, failed: 0, skipped: 0, failures: [] };

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Totals of Vitest's JSON report; a file that failed before its first test counts as one failure. */
export async function readTotals(file: string): Promise<Totals> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return NO_TOTALS;
  const parsed = report.parse(JSON.parse(text));
  const unread = parsed.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + unread.length,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
    failures: parsed.testResults
      .flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === "failed")
          .map(({ fullName }) => `${name}: ${fullName}`),
      )
      .concat(unread.map(({ name }) => name)),
  };
}
