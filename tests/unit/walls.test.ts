import { expect, test } from "vitest";
import { findCycle, readImports, type Import } from "./import-graph";

/** What each room may import besides itself (docs/architecture.md). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  app: ["domain", "server"],
  server: ["domain", "prisma", "telemetry"],
  workers: ["domain", "prisma", "telemetry"],
  prisma: ["domain", "telemetry"],
  telemetry: ["domain"],
  domain: [],
  cli: ["domain", "prisma", "workers", "server", "telemetry"],
};

const room = (path: string) => path.split("/")[0] ?? "";
/** A test stands beside what it tests, and may use what it likes. */
const isTest = (path: string) => path.includes(".test.");

function crossings(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => {
      const allowed = MAY_IMPORT[room(from)];
      return (
        allowed &&
        !isTest(from) &&
        room(to) in ROOMS &&
        room(to) !== room(from) &&
        !allowed.includes(room(to))
      );
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}
const ROOMS = { ...MAY_IMPORT, tests: [], bench: [] };

const imports = readImports();

test("no import crosses a wall", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(crossings(imports)).toEqual([]);
});

test("a crossing would be seen", () => {
  const edge = (from: string, to: string) => ({ from, to, atLoad: true });
  expect(
    crossings([
      edge("app/page.tsx", "workers/queue/runner.ts"),
      edge("workers/main.ts", "server/env.ts"),
      edge("domain/urls.ts", "prisma/client.ts"),
      edge("server/env.ts", "cli/report.ts"),
      edge("workers/main.ts", "prisma/client.ts"),
      edge("workers/main.test.ts", "tests/support/program.ts"),
    ]),
  ).toEqual([
    "app/page.tsx imports workers/queue/runner.ts",
    "workers/main.ts imports server/env.ts",
    "domain/urls.ts imports prisma/client.ts",
    "server/env.ts imports cli/report.ts",
  ]);
});

test("what all procedures share needs of them nothing but queries", () => {
  const shared = imports.filter(({ from }) => from.startsWith("server/platform/"));
  expect(shared.length).toBeGreaterThan(20);
  const needed = shared.map(({ to }) => to).filter((to) => to.startsWith("server/procedures/"));
  expect(needed.filter((to) => !to.endsWith("/queries.ts"))).toEqual([]);
});

test("modules do not need each other to load", () => {
  expect(findCycle(imports.filter(({ atLoad }) => atLoad))).toBeNull();
  const edges = ["ab", "bc", "cd", "db"].map(([from = "", to = ""]) => ({ from, to }));
  expect(findCycle(edges)).toEqual(["b", "c", "d", "b"]);
});
