import { writeFile } from "node:fs/promises";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import { TOTALS_FILE, type Totals } from "./totals";

/**
 * Leaves a run's totals for run.ts. Besides tests it names what fails a run without failing a test: a file that cannot
 * be read, a hook after the last test, and an error that nobody waited for.
 */
export default class TotalsReporter implements Reporter {
  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
  ): Promise<void> {
    const file = process.env[TOTALS_FILE];
    if (file) await writeFile(file, JSON.stringify(totalsOf(modules, unhandledErrors)));
  }
}

function totalsOf(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): Totals {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const failures = [
    ...inState("failed").map((test) => `${test.module.relativeModuleId}: ${test.fullName}`),
    ...modules.flatMap((module) =>
      [module, ...module.children.allSuites()].flatMap((task) =>
        task.errors().map((error) => `${module.relativeModuleId}: ${said(error)}`),
      ),
    ),
    ...unhandledErrors.map((error) => `an error that nobody waited for: ${said(error)}`),
  ];
  return {
    passed: inState("passed").length,
    failed: failures.length,
    skipped: inState("skipped").length,
    failures,
  };
}

/** An error in a line, with the first place of its stack that is ours. */
function said({ message, stacks }: SerializedError): string {
  const own = stacks?.find(({ file }) => !file.includes("node_modules"));
  return `${message.split("\n")[0] ?? ""}${own ? ` (${own.file}:${own.line})` : ""}`;
}
