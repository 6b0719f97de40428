import { createHash, randomUUID } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Logger, runMigrations } from "graphile-worker";
import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { openPool } from "./client";

const FOLDER = fileURLToPath(new URL("./migrations", import.meta.url));

/** The advisory lock that Prisma's own command line takes, so that it and this runner exclude each other. */
const PRISMA_LOCK = 72_707_369;

/** Prisma's bookkeeping, column for column as its command line creates it. */
const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/**
 * Brings the database at `url` up to this program: prisma/migrations in order, each in a transaction of its own, then
 * the job queue's schema. Safe to call from several processes at once and again on a finished database. Keeps Prisma's
 * bookkeeping, so that `prisma migrate` agrees about what has been applied.
 * @param only stop where another version was: the names and checksums of all that it had applied
 * @returns the names of the migrations applied now
 * @throws FeaturescopeError CONFLICT when the database was made by another version of this program
 */
export async function migrateDatabase(url: string, only?: ReadonlyMap<string, string>): Promise<string[]> {
  const pool = openPool(url, 2);
  try {
    const client = await pool.connect();
    let applied: string[];
    try {
      await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
      await client.query(BOOKKEEPING);
      const known = await readMigrations();
      applied = await applyMissing(client, only ? those(known, only) : known);
      await client.query("SELECT pg_advisory_unlock($1)", [PRISMA_LOCK]);
    } finally {
      client.release();
    }
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    return applied;
  } finally {
    await pool.end();
  }
}

async function readMigrations(): Promise<Migration[]> {
  const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return Promise.all(
    folders
      .map((entry) => entry.name)
      .sort()
      .map(async (name) => {
        const sql = await readFile(join(FOLDER, name, "migration.sql"), "utf8");
        return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
      }),
  );
}

/** @throws FeaturescopeError CONFLICT for one that this program does not have, or has in another form */
function those(known: readonly Migration[], only: ReadonlyMap<string, string>): Migration[] {
  const found = known.filter(({ name, checksum }) => only.get(name) === checksum);
  const missing = [...only.keys()].find((name) => !found.some((migration) => migration.name === name));
  if (missing !== undefined) throw otherVersion(missing);
  return found;
}

async function applyMissing(client: PoolClient, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    `SELECT migration_name, checksum FROM "_prisma_migrations"
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const done = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = done.get(migration.name);
    done.delete(migration.name);
    if (checksum === undefined) {
      await apply(client, migration);
      applied.push(migration.name);
    } else if (checksum !== migration.checksum) throw otherVersion(migration.name);
  }
  const [unknown] = done.keys();
  if (unknown !== undefined) throw otherVersion(unknown);
  return applied;
}

async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

function otherVersion(migration: string): FeaturescopeError {
  return new FeaturescopeError(
    "CONFLICT",
    `The database holds migration ${migration} in a form that this version of Featurescope does not know.`,
    "Start the version that made it, or point FEATURESCOPE_DATA (or DATABASE_URL) at an empty place.",
  );
}
