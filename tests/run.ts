/**
 * `npm test`: everything that must hold, with its own database, ports and browser. `npm test -- unit db` runs some of it;
 * `--full` adds what is slow and seldom finds anything, `--screenshots` runs the browser tests and keeps pictures in
 * ./screenshots. Ends with a line of totals.
 */
import { spawn, type StdioOptions } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { PROJECT_ROOT } from "@/domain/project-root";
import { NO_TOTALS, readTotals, TOTALS_FILE, type Totals } from "./support/totals";
import { temporaryFolder } from "./support/temporary-folder";

const { resolve } = createRequire(import.meta.url);

/** What is one pass or one failure as a whole. */
const CHECKS: Record<string, string[]> = {
  format: [join(resolve("oxfmt/package.json"), "../bin/oxfmt"), "--check"],
  lint: [join(resolve("oxlint/package.json"), "../bin/oxlint"), "--deny-warnings"],
  types: [join(resolve("typescript-native/package.json"), "../bin/tsc"), "--noEmit"],
};
/** "rows" compares what "db" has recorded with the types that the code gives it. */
const PROJECTS = ["unit", "apart", "engines", "db", "rows", "start", "e2e"];
/** The browser waits as much as it works, so that the tests of the database have a core beside it. */
const LANES = [["db", "rows", "start"], ["e2e"]];

const args = process.argv.slice(2);
const screenshots = args.includes("--screenshots");
const full = args.includes("--full");
const named = args.filter((arg) => !arg.startsWith("--"));
const steps = screenshots ? ["e2e"] : named.length > 0 ? named : [...Object.keys(CHECKS), ...PROJECTS];
const lanes = LANES.map((lane) => steps.filter((step) => lane.includes(step))).filter(
  ({ length }) => length > 0,
);

const recorded = steps.includes("db") && steps.includes("rows") ? await temporaryFolder("rows") : null;

const totals: Totals = { ...NO_TOTALS, failures: [] };
// each of them keeps one core busy, and they share nothing
await Promise.all(steps.filter((step) => step in CHECKS).map(take));
await inTurn(steps.filter((step) => !(step in CHECKS) && !LANES.flat().includes(step)));
await Promise.all(lanes.map(inTurn));
await recorded?.remove();
for (const name of totals.failures) console.log(`Failed: ${name}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);

async function inTurn(lane: readonly string[]): Promise<void> {
  for (const step of lane) await take(step);
}

async function take(step: string): Promise<void> {
  console.error(`\n== ${step}`);
  const from = performance.now();
  const { passed, failed, skipped, failures } = await run(step);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  totals.failures.push(...failures);
  console.error(`== ${step} took ${((performance.now() - from) / 1000).toFixed(0)} s`);
}

async function run(step: string): Promise<Totals> {
  const check = CHECKS[step];
  if (check)
    return (await node(check)) ? { ...NO_TOTALS, passed: 1 } : { ...NO_TOTALS, failed: 1, failures: [step] };
  if (PROJECTS.includes(step)) return runProject(step);
  console.error(`There is no "${step}"; choose from ${[...Object.keys(CHECKS), ...PROJECTS].join(", ")}.`);
  return { ...NO_TOTALS, failed: 1, failures: [step] };
}

async function runProject(project: string): Promise<Totals> {
  const folder = await temporaryFolder("totals");
  const file = join(folder.path, "totals.json");
  const vitest = join(resolve("vitest/package.json"), "../vitest.mjs");
  const own = ["retries", "slow", "totals"].map((name) => `--reporter=./tests/support/${name}-reporter.ts`);
  const succeeded = await node(
    [vitest, "run", "--project", project, "--reporter=default", ...own, ...workersOf(project)],
    { ...recording(project), [TOTALS_FILE]: file },
  );
  const counted = await readTotals(file);
  await folder.remove();
  // a server that did not start is a failure of no test in particular
  return succeeded || counted.failed > 0 ? counted : { ...counted, failed: 1, failures: [project] };
}

/** Beside another lane, tests of the database leave it a core. */
function workersOf(project: string): string[] {
  return lanes.length > 1 && project === "db"
    ? [`--maxWorkers=${Math.max(1, availableParallelism() - 1)}`]
    : [];
}

/** What makes the tests of the database write down the rows that every process gets, and lets others read that. */
function recording(project: string): Record<string, string> {
  if (!recorded || !["db", "rows"].includes(project)) return {};
  const recorder = pathToFileURL(join(PROJECT_ROOT, "tests/support/rows/record-rows.mjs")).href;
  const options = [process.env.NODE_OPTIONS, `--import=${recorder}`].filter(Boolean).join(" ");
  return { FEATURESCOPE_ROWS: recorded.path, ...(project === "db" ? { NODE_OPTIONS: options } : {}) };
}

/** Runs a program of node_modules; true when it ends well. Of two that run side by side, whole lines are shown. */
function node(command: string[], variables: Record<string, string> = {}): Promise<boolean> {
  const env = {
    ...process.env,
    ...variables,
    ...(screenshots ? { FEATURESCOPE_SCREENSHOTS: "1" } : {}),
    ...(full ? { FEATURESCOPE_TESTS: "full" } : {}),
  };
  const stdio: StdioOptions = lanes.length > 1 ? ["ignore", "pipe", "pipe"] : "inherit";
  const child = spawn(process.execPath, command, { cwd: PROJECT_ROOT, stdio, env });
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface(stream).on("line", (line) => console.log(line));
  return new Promise((done) => child.on("close", (code) => done(code === 0)));
}
