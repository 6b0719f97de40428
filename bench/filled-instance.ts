import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { startPostgres } from "@/cli/postgres";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { migrateDatabase } from "@/prisma/migrate";
import { freePort, runProgram, until } from "../tests/support/program";
import type { BenchContext } from "./context";

const ANSWERS_MS = 300_000;

export interface FilledInstance {
  url: string;
  pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * A database of its own, filled before the one process begins that serves its pages; no workers.
 * @param fill writes into the migrated database
 */
export async function openFilled(
  context: BenchContext,
  name: string,
  fill: (pool: pg.Pool) => Promise<void>,
): Promise<FilledInstance> {
  const build = runProgram(["cli/build.ts"], { DATABASE_URL: undefined });
  if ((await build.ended) !== 0) throw new Error(build.output());
  const data = join(context.folder, name);
  await mkdir(data);
  await chmod(data, 0o755);
  const server = await startPostgres(data);
  await migrateDatabase(server.url);
  process.env.DATABASE_URL = server.url;
  const { pool } = getDatabase();
  await fill(pool);
  const port = await freePort();
  const web = runProgram(["server/http/main.ts", "--processes", "1", "--port", String(port)], {
    DATABASE_URL: server.url,
    FEATURESCOPE_DATA: data,
    FEATURESCOPE_SECRET: "the pages of a synthetic instance",
    NODE_ENV: "production",
  });
  const url = `http://localhost:${port}`;
  await until(
    "the pages",
    () =>
      fetch(`${url}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ANSWERS_MS,
  );
  return {
    url,
    pool,
    close: async () => {
      web.process.kill("SIGTERM");
      await web.ended;
      await closeDatabase();
      await server.stop();
    },
  };
}
