import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useTestDatabase } from "@/tests/support/test-database";
import { PROJECT_ROOT } from "@/domain/project-root";

const database = useTestDatabase();

function doctor(url: string) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(PROJECT_ROOT, "scripts/run.mjs"), "cli/main.ts", "doctor", "--json"],
    { encoding: "utf8", env: { ...process.env, DATABASE_URL: url } },
  );
  const report = JSON.parse(stdout) as {
    ok: boolean;
    checks: { name: string; ok: boolean; text: string; details: Record<string, unknown> }[];
  };
  return {
    status,
    ok: report.ok,
    check: (name: string) => report.checks.find((found) => found.name === name),
  };
}

test("doctor reads engine, database, disk and the hashes of what comes with the program", async () => {
  await database.pool.query(
    `INSERT INTO worker (id, host, pid, lane, engine, last_seen_at)
     VALUES ('alive', 'h', 1, 'batch', '', now()), ('dead', 'h', 2, 'batch', '', now() - interval '1 hour')`,
  );
  const { status, ok, check } = doctor(database.url);
  expect({ status, ok }).toEqual({ status: 0, ok: true });
  expect(check("database")?.details).toMatchObject({ running: true, workers: 1 });
  expect(check("engine")?.details.reason).toMatch(/\w/);
  expect(check("disk")?.details.bytesFree).toBeGreaterThan(0);
  expect(check("SAE stories15m/3-res-4k")?.text).toMatch(/^sha256 [0-9a-f]{64}$/);
});

test("doctor names what refuses, and still looks at the rest", () => {
  const { status, ok, check } = doctor(database.url.replace(/\/[^/]*$/, "/no_such_database"));
  expect({ status, ok }).toEqual({ status: 1, ok: false });
  expect(check("database")).toMatchObject({ ok: false });
  expect(check("database")?.text).toContain('database "no_such_database" does not exist');
  expect(check("engine")?.ok).toBe(true);
});
