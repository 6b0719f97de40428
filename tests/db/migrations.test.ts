import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { migrateDatabase } from "@/prisma/migrate";
import { createDatabase } from "@/tests/support/database-server";
import { PROJECT_ROOT } from "@/domain/project-root";

const PRISMA = createRequire(import.meta.url).resolve("prisma/build/index.js");

/** Prisma's own command line, with our stand-in for its schema engine. */
function prisma(url: string, ...args: string[]) {
  return spawnSync(process.execPath, [PRISMA, ...args], {
    cwd: PROJECT_ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      DATABASE_URL: url,
      PRISMA_SCHEMA_ENGINE_BINARY: join(PROJECT_ROOT, "scripts/prisma-schema-engine.mjs"),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
}

const diff = (url: string) =>
  prisma(
    url,
    ...["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"],
  );

async function query<R extends pg.QueryResultRow>(url: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("the migrations make what schema.prisma describes, and a difference is seen", async () => {
  const url = await createDatabase();
  expect(diff(url)).toMatchObject({ status: 0, stdout: expect.stringContaining("No difference") as string });
  await query(url, "ALTER TABLE feature ALTER COLUMN density TYPE double precision");
  const changed = diff(url);
  expect(changed.status).toBe(2);
  expect(changed.stdout).toContain("density");
});

test("Prisma's command line agrees about what has been applied", async () => {
  const url = await createDatabase();
  expect(prisma(url, "migrate", "status").stdout).toContain("Database schema is up to date!");
  const deploy = prisma(url, "migrate", "deploy");
  expect(deploy.stdout).toContain("No pending migrations to apply.");
});

test("our runner takes over what Prisma's command line has applied", async () => {
  const url = await createDatabase("empty");
  expect(prisma(url, "migrate", "deploy").status).toBe(0);
  expect(await migrateDatabase(url)).toEqual([]);
});

test("several processes migrating at once apply each migration once", async () => {
  const url = await createDatabase("empty");
  const applied = (await Promise.all([1, 2, 3].map(() => migrateDatabase(url)))).flat();
  const rows = await query<{ migration_name: string }>(
    url,
    "SELECT migration_name FROM _prisma_migrations ORDER BY migration_name",
  );
  expect(applied.sort()).toEqual(rows.map((row) => row.migration_name));
  expect(applied.length).toBeGreaterThan(0);
  expect(await query(url, "SELECT 1 FROM graphile_worker.jobs")).toEqual([]);
});

test("a database of another version is refused and left as it is", async () => {
  const url = await createDatabase();
  await query(url, "UPDATE _prisma_migrations SET checksum = repeat('0', 64)");
  await expect(migrateDatabase(url)).rejects.toMatchObject({ code: "CONFLICT" });
  const later = await createDatabase();
  await query(
    later,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
     VALUES ('x', 'y', '99990101000000_from_the_future', now())`,
  );
  await expect(migrateDatabase(later)).rejects.toThrow(/99990101000000_from_the_future/);
});
