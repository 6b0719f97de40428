import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { databaseUrlOf, shareModels } from "../tests/support/app-data";
import { freePort, runProgram, until, type Program } from "../tests/support/program";
import type { BenchContext } from "./context";

const READY_MS = 600_000;
const COLLECTED_MS = 3_600_000;

/** `npm start` with data of its own, its demo collected, and how long that took. */
export interface RunningProgram {
  url: string;
  pool: pg.Pool;
  seconds: {
    /** From the start, pages built already, empty data folder, model fetched, to the line that says ready. */
    firstStart: number;
    /** From ready to the end of each collection, by SAE. */
    collected: Map<string, number>;
    /** A start with all of it there. */
    secondStart: number;
  };
  /** Resolves when neighbours, maps, co-activations and labels are done too, and the workers have nothing to do. */
  idle(): Promise<void>;
}

/**
 * Starts the program, waits until its collections are done (in a quick run: until the first examples are there), and
 * starts it again, so that what is measured next is what people meet on most days.
 */
export async function startProgram(
  context: BenchContext,
): Promise<RunningProgram & { close(): Promise<void> }> {
  const data = join(context.folder, "program");
  await mkdir(data);
  await shareModels(data);
  await buildPages();
  const first = await start(data);
  const pool = await openDatabase(data);
  const collected = new Map<string, number>();
  const ready = performance.now();
  await until(
    "the demo's collections",
    async () => {
      for (const slug of await doneCollections(pool, context.quick))
        if (!collected.has(slug)) collected.set(slug, (performance.now() - ready) / 1000);
      return collected.size === (context.quick ? 1 : 2);
    },
    COLLECTED_MS,
  );
  await closeDatabase();
  await stop(first.program);
  const second = await start(data);
  const secondPool = await openDatabase(data);
  return {
    url: second.url,
    pool: secondPool,
    // a quick run does not wait for labels, and its figures are rough
    idle: () => (context.quick ? Promise.resolve() : untilIdle(secondPool)),
    seconds: { firstStart: first.seconds, collected, secondStart: second.seconds },
    close: async () => {
      await closeDatabase();
      await stop(second.program);
    },
  };
}

/** So that measurements may call what finds the database by itself. */
async function openDatabase(data: string): Promise<pg.Pool> {
  process.env.DATABASE_URL = await databaseUrlOf(data);
  return getDatabase().pool;
}

async function untilIdle(pool: pg.Pool): Promise<void> {
  await until(
    "the end of all jobs",
    async () => {
      const { rows } = await pool.query("SELECT 1 FROM job WHERE state IN ('queued', 'running') LIMIT 1");
      return rows.length === 0;
    },
    COLLECTED_MS,
  );
}

async function doneCollections(pool: pg.Pool, anyExamples: boolean): Promise<string[]> {
  const { rows } = await pool.query<{ slug: string }>(
    `SELECT s.slug FROM collection c JOIN sae s ON s.current_collection_id = c.id
     WHERE ${anyExamples ? "c.features_active > 0" : "c.state = 'done'"}`,
  );
  return rows.map(({ slug }) => slug);
}

async function start(data: string): Promise<{ program: Program; url: string; seconds: number }> {
  const port = await freePort();
  const from = performance.now();
  const program = runProgram(["cli/start.ts"], {
    PORT: String(port),
    FEATURESCOPE_DATA: data,
    // the larger model would be read for half an hour, and no figure is about it
    FEATURESCOPE_DEMO: "small",
    DATABASE_URL: undefined,
  });
  const url = `http://localhost:${port}`;
  await program.writes(`Featurescope is ready at ${url}\n`, READY_MS);
  return { program, url, seconds: (performance.now() - from) / 1000 };
}

/** The build belongs to the checkout; what is timed begins with the pages built. */
async function buildPages(): Promise<void> {
  const build = runProgram(["cli/build.ts"], { DATABASE_URL: undefined });
  if ((await build.ended) !== 0) throw new Error(build.output());
}

async function stop(program: Program): Promise<void> {
  program.process.kill("SIGTERM");
  await program.ended;
}
