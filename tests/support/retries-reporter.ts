import type { Reporter, TestCase } from "vitest/node";

/** Names at the end what passed at a second try only, so that nobody takes it for sound. */
export default class RetriesReporter implements Reporter {
  readonly #flaky: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#flaky.push(`${test.module.relativeModuleId}: ${test.fullName}`);
  }

  onTestRunEnd(): void {
    for (const name of this.#flaky) console.log(`Passed at a second try only: ${name}`);
  }
}
