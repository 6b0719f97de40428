import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";
import { temporaryFolder } from "@/tests/support/temporary-folder";
import { NO_TOTALS, readTotals, TOTALS_FILE } from "@/tests/support/totals";

const vitest = join(createRequire(import.meta.url).resolve("vitest/package.json"), "../vitest.mjs");

/** Runs a file of tests in a folder of its own, as run.ts runs a project. */
async function totalsOf(tests: string) {
  const folder = await temporaryFolder("totals");
  onTestFinished(() => folder.remove());
  const file = join(folder.path, "totals.json");
  await writeFile(join(folder.path, "some.test.mjs"), tests);
  const reporter = `--reporter=${join(PROJECT_ROOT, "tests/support/totals-reporter.ts")}`;
  const args = [vitest, "run", "--root", folder.path, "--globals", reporter];
  const env = { ...process.env, [TOTALS_FILE]: file };
  await new Promise((done) => execFile(process.execPath, args, { env }, done));
  return readTotals(file);
}

describe("totals of a run", () => {
  it("count tests, and name those that failed", async () => {
    const totals = await totalsOf(`
      it("holds", () => {});
      it.skip("waits", () => {});
      describe("a group", () => it("does not hold", () => { throw new Error("no") }));
    `);
    expect(totals).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: ["some.test.mjs: a group > does not hold"],
    });
  });

  it("name a hook that failed after every test had passed", async () => {
    const totals = await totalsOf(`
      it("holds", () => {});
      afterAll(() => { throw new Error("the server would not stop") });
    `);
    expect(totals).toMatchObject({ passed: 1, failed: 1 });
    expect(totals.failures[0]).toMatch(/^some\.test\.mjs: the server would not stop/);
  });

  it("name an error that nobody waited for", async () => {
    const totals = await totalsOf(`
      it("holds", async () => {
        void Promise.reject(new Error("the connection was cut"));
        await new Promise((done) => setTimeout(done, 50));
      });
    `);
    expect(totals).toMatchObject({ passed: 1, failed: 1 });
    expect(totals.failures[0]).toMatch(/nobody waited for: the connection was cut/);
  });

  it("name a file that cannot be read", async () => {
    const totals = await totalsOf(`import "./nowhere.mjs"; it("is never reached", () => {});`);
    expect(totals).toMatchObject({ passed: 0, failed: 1 });
    expect(totals.failures[0]).toMatch(/^some\.test\.mjs: .*nowhere/);
  });

  it("are none where a run left none", async () => {
    expect(await readTotals("/nowhere/totals.json")).toEqual(NO_TOTALS);
  });
});
