import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Totals of Vitest's JSON report; a file that failed before its first test counts as one failure. */
export async function readTotals(file: string): Promise<Totals> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 0, skipped: 0 };
  const parsed = report.parse(JSON.parse(text));
  const unread = parsed.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + unread.length,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  };
}
