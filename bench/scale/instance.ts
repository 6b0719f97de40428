import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { startPostgres } from "@/cli/postgres";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { migrateDatabase } from "@/prisma/migrate";
import { freePort, runProgram, until } from "../../tests/support/program";
import type { BenchContext } from "../context";
import { timed } from "../rounds";
import { fillScale, type ScaleSae } from "./fill";
import { scaleSize, type ScaleSize } from "./size";

const ANSWERS_MS = 300_000;

export interface ScaleInstance {
  url: string;
  pool: pg.Pool;
  size: ScaleSize;
  saes: ScaleSae[];
  /** Seconds that filling took, indexes included, and bytes of the database. */
  seconds: number;
  bytes: number;
  close(): Promise<void>;
}

/** A database of its own with a synthetic instance, and one process that serves its pages; no workers. */
export async function openScale(context: BenchContext, labels: string): Promise<ScaleInstance> {
  const size = scaleSize(labels);
  const build = runProgram(["cli/build.ts"], { DATABASE_URL: undefined });
  if ((await build.ended) !== 0) throw new Error(build.output());
  const data = join(context.folder, "scale");
  await mkdir(data);
  await chmod(data, 0o755);
  const server = await startPostgres(data);
  await migrateDatabase(server.url);
  process.env.DATABASE_URL = server.url;
  const { pool } = getDatabase();
  let saes: ScaleSae[] = [];
  const seconds = await timed(async () => {
    saes = await fillScale(pool, size, context.say);
  });
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT pg_database_size(current_database()) AS bytes",
  );
  await pool.query("CHECKPOINT");
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
    ...{ url, pool, size, saes, seconds, bytes: Number(rows[0]?.bytes) },
    close: async () => {
      web.process.kill("SIGTERM");
      await web.ended;
      await closeDatabase();
      await server.stop();
    },
  };
}
