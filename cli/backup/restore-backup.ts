import pg from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { TASKS, type TaskName } from "@/domain/jobs";
import { enqueue } from "@/prisma/queue";
import { fillDatabase, type Filled } from "./fill-database";

/**
 * Puts a backup in the place of a database, while the program runs or not: another database is filled and checked beside
 * it, and the two change names at the end. Until then nothing has changed; after it the program's connections break once
 * and find what was restored. Work that was under way when the backup was taken is asked for again.
 * @throws FeaturescopeError CORRUPT_FILE, CONFLICT, or DATABASE where the account may not create databases
 */
export async function restoreBackup(
  url: string,
  file: string,
  tell: (table: string, rows: number) => void,
): Promise<Filled> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const fresh = `${name}_restored_${Date.now()}`;
  const admin = new pg.Client({ connectionString: withName(url, "postgres") });
  await admin.connect();
  const identifier = (text: string) => admin.escapeIdentifier(text);
  try {
    await admin
      .query(`CREATE DATABASE ${identifier(fresh)} TEMPLATE template0 ENCODING 'UTF8'`)
      .catch(mayNot);
    try {
      const filled = await fillDatabase(withName(url, fresh), file, tell);
      await askAgain(withName(url, fresh));
      const old = `${name}_before_${Date.now()}`;
      await admin.query(`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`);
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        [name],
      );
      await admin.query(`ALTER DATABASE ${identifier(name)} RENAME TO ${identifier(old)}`);
      await admin.query(`ALTER DATABASE ${identifier(fresh)} RENAME TO ${identifier(name)}`);
      await admin.query(`DROP DATABASE ${identifier(old)} WITH (FORCE)`);
      return filled;
    } catch (error) {
      await admin.query(`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS true`).catch(() => undefined);
      await admin.query(`DROP DATABASE IF EXISTS ${identifier(fresh)} WITH (FORCE)`).catch(() => undefined);
      throw error;
    }
  } finally {
    await admin.end();
  }
}

function mayNot(cause: unknown): never {
  throw new FeaturescopeError(
    "DATABASE",
    `The account in DATABASE_URL may not create a database (${cause instanceof Error ? cause.message : String(cause)}).`,
    "A restore fills a new database beside the old one: give the account CREATEDB.",
    { cause },
  );
}

function withName(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(name)}`;
  return address.href;
}

/** Jobs that waited or ran go on; the questions of people who have left long ago do not. */
async function askAgain(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "UPDATE job SET state = 'cancelled', finished_at = now() WHERE lane = 'interactive' AND state IN ('queued', 'running')",
    );
    const { rows } = await client.query<{ id: string; kind: string; payload: unknown }>(
      `UPDATE job SET state = 'queued', attempts = 0 WHERE state IN ('queued', 'running') RETURNING id, kind, payload`,
    );
    for (const { id, kind, payload } of rows) {
      const task = Object.hasOwn(TASKS, kind) ? TASKS[kind as TaskName].payload.safeParse(payload) : null;
      if (task?.success) await enqueue(kind as TaskName, task.data, { client });
      // a kind of work that this version does not do any more
      else await client.query("UPDATE job SET state = 'cancelled', finished_at = now() WHERE id = $1", [id]);
    }
  } finally {
    await client.end();
  }
}
