import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 8;

/** Names at the end the files that took longest: most of a run's time is in a few. */
export default class SlowReporter implements Reporter {
  readonly #files: { name: string; ms: number }[] = [];

  onTestModuleEnd(module: TestModule): void {
    const { duration, setupDuration, collectDuration } = module.diagnostic();
    this.#files.push({ name: module.relativeModuleId, ms: duration + setupDuration + collectDuration });
  }

  onTestRunEnd(): void {
    const slowest = this.#files.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
    console.log(
      `Slowest: ${slowest.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(0)} s`).join(", ")}`,
    );
  }
}
