import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import packageJson from "@/package.json";
import { FRAMES, frame, jsonFrame, LEFT_OUT, type BackupHead } from "./format";

export interface WrittenBackup {
  tables: number;
  rows: number;
}

/**
 * Writes everything that a database holds into a file, as it was at one moment, while the program goes on. The file
 * appears under its name once it is complete.
 * @param tell is told the table that is written and the rows so far
 */
export async function writeBackup(
  url: string,
  file: string,
  tell: (table: string, rows: number) => void,
): Promise<WrittenBackup> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const half = `${file}.part`;
  const written: WrittenBackup = { tables: 0, rows: 0 };
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await pipeline(
      framesOf(client, written, tell),
      createGzip({ level: 6 }),
      createWriteStream(half, { mode: 0o600 }),
    );
    await client.query("COMMIT");
    await rename(half, file);
    return written;
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function* framesOf(
  client: pg.Client,
  written: WrittenBackup,
  tell: (table: string, rows: number) => void,
): AsyncGenerator<Buffer> {
  const { rows: migrations } = await client.query<BackupHead["migrations"][number]>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  yield jsonFrame(FRAMES.head, {
    ...{ format: "featurescope-backup", version: 1, program: packageJson.version, migrations },
    createdAt: new Date().toISOString(),
  } satisfies BackupHead);
  for (const { table, columns } of await tablesOf(client)) {
    yield jsonFrame(FRAMES.table, { table, columns });
    const names = columns.map((column) => client.escapeIdentifier(column)).join(", ");
    const copy = client.query(
      copyTo(`COPY (SELECT ${names} FROM ${client.escapeIdentifier(table)}) TO STDOUT`),
    );
    const hash = createHash("sha256");
    for await (const chunk of copy) {
      hash.update(chunk as Buffer);
      yield frame(FRAMES.rows, chunk as Buffer);
      tell(table, written.rows + copy.rowCount);
    }
    yield jsonFrame(FRAMES.tableEnd, { rows: copy.rowCount, sha256: hash.digest("hex") });
    written.tables++;
    written.rows += copy.rowCount;
  }
  yield frame(FRAMES.end, Buffer.alloc(0));
}

/** The program's tables and what of them is stored, not derived from other columns. */
async function tablesOf(client: pg.Client): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attgenerated = '' AND c.relname <> ALL($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [LEFT_OUT],
  );
  return rows;
}
