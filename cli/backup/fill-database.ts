import { createHash } from "node:crypto";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, type CopyStreamQuery } from "pg-copy-streams";
import { migrateDatabase } from "@/prisma/migrate";
import { backupHead, FRAMES, tableEndFrame, tableFrame, type BackupHead } from "./format";
import { damaged, readFrames } from "./read-backup";

export interface Filled {
  head: BackupHead;
  tables: number;
  rows: number;
}

/**
 * Fills an empty database from a backup: made as the backup's was, filled, checked row for row, and then brought up to
 * date. Foreign keys are taken off while it fills and are checked when they come back.
 * @throws FeaturescopeError CORRUPT_FILE; CONFLICT for a backup of a later version
 */
export async function fillDatabase(
  url: string,
  file: string,
  tell: (table: string, rows: number) => void,
): Promise<Filled> {
  const frames = readFrames(file);
  const first = await frames.next();
  if (first.done || first.value.kind !== FRAMES.head) throw damaged(file);
  const parsed = backupHead.safeParse(parse(first.value.content));
  if (!parsed.success) throw damaged(file);
  const head = parsed.data;
  await migrateDatabase(url, new Map(head.migrations.map(({ name, checksum }) => [name, checksum])));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // a copy that is broken off takes the connection with it; the error that broke it off is the one to tell
  client.on("error", () => undefined);
  const filled: Filled = { head, tables: 0, rows: 0 };
  try {
    await client.query("BEGIN");
    const keys = await takeOffKeys(client);
    await setTriggers(client, "DISABLE");
    let copy: OpenTable | null = null;
    for await (const { kind, content } of frames) {
      if (kind === FRAMES.table) copy = await beginTable(client, tableFrame.parse(parse(content)));
      else if (kind === FRAMES.rows && copy) {
        if (copy.failure) throw copy.failure;
        copy.hash.update(content);
        if (!copy.stream.write(content)) await once(copy.stream, "drain");
        tell(copy.table, filled.rows + copy.stream.rowCount);
      } else if (kind === FRAMES.tableEnd && copy) {
        const end = tableEndFrame.parse(parse(content));
        copy.stream.end();
        await finished(copy.stream);
        if (copy.hash.digest("hex") !== end.sha256 || copy.stream.rowCount !== end.rows) throw damaged(file);
        filled.tables++;
        filled.rows += end.rows;
        copy = null;
      } else if (kind !== FRAMES.end) throw damaged(file);
    }
    await setTriggers(client, "ENABLE");
    for (const { table, name, definition } of keys)
      await client.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${client.escapeIdentifier(name)} ${definition}`,
      );
    await client.query(SET_SEQUENCES);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } catch (error) {
    throw isNoRow(error) ? damaged(file) : error;
  } finally {
    await client.end();
  }
  await migrateDatabase(url);
  return filled;
}

/** SQLSTATE classes of data that is none, and of rows that do not fit together. */
function isNoRow(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));
}

interface OpenTable {
  table: string;
  stream: CopyStreamQuery;
  hash: ReturnType<typeof createHash>;
  /** What the server said while nobody waited for it. */
  failure: Error | null;
}

async function beginTable(
  client: pg.Client,
  { table, columns }: { table: string; columns: string[] },
): Promise<OpenTable> {
  const name = client.escapeIdentifier(table);
  // a migration may have put in rows of its own, which the backup holds too
  await client.query(`DELETE FROM ${name}`);
  const names = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const stream = client.query(copyFrom(`COPY ${name} (${names}) FROM STDIN`));
  const open: OpenTable = { table, stream, hash: createHash("sha256"), failure: null };
  stream.on("error", (error) => (open.failure = error));
  return open;
}

interface Key {
  table: string;
  name: string;
  definition: string;
}

async function takeOffKeys(client: pg.Client): Promise<Key[]> {
  const { rows } = await client.query<Key>(
    `SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conparentid = 0`,
  );
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${client.escapeIdentifier(name)}`);
  return rows;
}

/** What they would write is in the backup already. */
async function setTriggers(client: pg.Client, what: "ENABLE" | "DISABLE"): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT DISTINCT tgrelid::regclass::text AS "table" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace`,
  );
  for (const { table } of rows) await client.query(`ALTER TABLE ${table} ${what} TRIGGER USER`);
}

/** Numbers go on after those that are there. */
const SET_SEQUENCES = `
  DO $$
  DECLARE r record;
  BEGIN
    FOR r IN
      SELECT c.oid::regclass AS t, a.attname AS col, pg_get_serial_sequence(c.oid::regclass::text, a.attname) AS s
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    LOOP
      IF r.s IS NOT NULL THEN
        EXECUTE format('SELECT setval(%L, coalesce((SELECT max(%I) FROM %s), 0) + 1, false)', r.s, r.col, r.t);
      END IF;
    END LOOP;
  END $$`;

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return null;
  }
}
