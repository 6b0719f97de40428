/** Once for all database tests: a server of their own, with an empty migrated database to copy. */
import pg from "pg";
import { startPostgres } from "@/cli/postgres";
import { migrateDatabase } from "@/prisma/migrate";
import { temporaryFolder } from "./temporary-folder";

export const TEMPLATE = "featurescope";

export default async function setup(): Promise<() => Promise<void>> {
  const folder = await temporaryFolder("db tests");
  const server = await startPostgres(folder.path);
  await doNotWaitForTheDisk(server.url);
  await migrateDatabase(server.url);
  process.env.FEATURESCOPE_TEST_SERVER = server.url;
  return async () => {
    await server.stop();
    await folder.remove();
  };
}

/** Nobody keeps what is in it, and every new database is a copy of files. */
async function doNotWaitForTheDisk(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ["fsync", "full_page_writes", "synchronous_commit"])
      await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query("SELECT pg_reload_conf()");
  } finally {
    await client.end();
  }
}

/** The address of a new database on the test server: migrated, or with nothing in it. */
export async function createDatabase(content: "migrated" | "empty" = "migrated"): Promise<string> {
  const server = process.env.FEATURESCOPE_TEST_SERVER;
  if (!server) throw new Error("FEATURESCOPE_TEST_SERVER is not set; run the database tests with npm test.");
  const url = new URL(server);
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  url.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    // two copies at once would each find the other at the template
    await admin.query("SELECT pg_advisory_lock(1)");
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${content === "migrated" ? TEMPLATE : "template0"}`);
  } finally {
    await admin.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
