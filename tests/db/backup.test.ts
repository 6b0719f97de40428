import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restoreBackup } from "@/cli/backup/restore-backup";
import { writeBackup } from "@/cli/backup/write-backup";
import { makeAccount } from "../support/accounts";
import { createDatabase } from "../support/database-server";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";

/** What a database holds is written into a file and put in the place of another's, of this version or an earlier one. */

const database = useTestDatabase();
const address = { model: MODEL, sae: DONE.sae, index: "5" };
let folder: TemporaryFolder;
let file: string;
const silent = () => undefined;

beforeAll(async () => {
  folder = await temporaryFolder("backups");
  file = join(folder.path, "all.backup");
  await ensureFixture(database.pool);
  const { api } = await makeAccount("keeper", "annotator");
  await api.label.propose({ ...address, text: "words kept in a backup" });
  await api.list.create({ title: "kept", visibility: "public", feature: address });
  await database.pool.query(
    `INSERT INTO job (id, kind, lane, payload, state) SELECT id, 'embed-labels', 'batch', jsonb_build_object('jobId', id), 'running'
     FROM (SELECT gen_random_uuid() AS id) made`,
  );
});
afterAll(() => folder.remove());

/** Every row of every table as text, but what says what runs now; jobs are asked for again and so differ. */
async function contents(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND relname NOT IN ('_prisma_migrations', 'worker', 'rate_bucket', 'job') ORDER BY 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ digest: string | null }>(
        `SELECT count(*) || ' ' || md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM "${name}" t`,
      );
      found[name] = rows[0]?.digest ?? "";
    }
    return found;
  } finally {
    await client.end();
  }
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("a backup", () => {
  it("holds everything, is put in another database's place, and that database goes on from there", async () => {
    const told: string[] = [];
    const { rows } = await writeBackup(database.url, file, (table) => told.push(table));
    expect(rows).toBeGreaterThan(1_000);
    expect(told).toContain("activation");
    const url = await createDatabase();
    await query(
      url,
      "INSERT INTO user_account (id, name, email, username) VALUES ('x', 'x', 'x@x', 'goes')",
    ).catch(silent);
    await restoreBackup(url, file, silent);
    expect(await contents(url)).toEqual(await contents(database.url));
    // numbers go on, keys hold, triggers write
    const [label] = await query<{ id: number }>(
      url,
      `INSERT INTO label (sae_id, feature, text, method, state) SELECT sae_id, feature, 'after it', method, state
       FROM label WHERE text = 'words kept in a backup' RETURNING id`,
    );
    expect(label?.id).toBeGreaterThan(1);
    expect(
      await query(url, "SELECT kind FROM graphile_worker.jobs j JOIN job ON true WHERE job.state = 'queued'"),
    ).toHaveLength(1);
    await expect(
      query(url, "UPDATE sae SET current_collection_id = 99999 WHERE id = (SELECT min(id) FROM sae)"),
    ).rejects.toThrow(/foreign key/);
  });

  it("that is damaged or cut off changes nothing", async () => {
    const url = await createDatabase();
    const before = await contents(url);
    const whole = await readFile(file);
    const broken = join(folder.path, "broken.backup");
    const changed = Buffer.from(whole);
    changed.writeUInt8((changed.readUInt8(whole.length >> 1) + 1) & 0xff, whole.length >> 1);
    for (const bytes of [
      whole.subarray(0, whole.length >> 1),
      changed,
      Buffer.from("no backup"),
      Buffer.alloc(0),
    ]) {
      await writeFile(broken, bytes);
      await expect(restoreBackup(url, broken, silent)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    }
    await expect(restoreBackup(url, join(folder.path, "none"), silent)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await contents(url)).toEqual(before);
  });
});

describe("a backup of an earlier version", () => {
  it("is brought up to date, with its accounts, labels and lists", async () => {
    const url = await createDatabase();
    const { head } = await restoreBackup(
      url,
      join(import.meta.dirname, "../fixtures/backups/2026-11-23.backup"),
      silent,
    );
    expect(head.migrations.at(-1)?.name).toBe("20261123040000_pictures");
    const applied = await query<{ migration_name: string }>(
      url,
      "SELECT migration_name FROM _prisma_migrations",
    );
    const current = await query(await createDatabase(), "SELECT migration_name FROM _prisma_migrations");
    expect(applied).toHaveLength(current.length);
    expect(applied.length).toBeGreaterThan(head.migrations.length);
    expect(await query(url, "SELECT username, role FROM user_account")).toEqual([
      { username: "keeper", role: "admin" },
    ]);
    expect(await query(url, "SELECT text FROM label")).toEqual([{ text: "words kept over an upgrade" }]);
    expect(await query(url, "SELECT title FROM feature_list")).toEqual([{ title: "kept list" }]);
    expect(
      await query(
        url,
        "SELECT words @@ to_tsquery('english', 'kept') AS found FROM search_document WHERE words @@ to_tsquery('english', 'kept')",
      ),
    ).toEqual([{ found: true }]);
    expect(await query(url, "SELECT 1 FROM graphile_worker.jobs")).toHaveLength(1);
  });
});
