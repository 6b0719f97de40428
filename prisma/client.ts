import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { PrismaClient } from "./generated/client";
import { watchQueries } from "./watch-queries";

export { Prisma } from "./generated/client";
export type { PrismaClient } from "./generated/client";

export interface Database {
  /** For hand-written SQL, COPY and LISTEN. */
  pool: pg.Pool;
  /** The same connections, for everything small. */
  prisma: PrismaClient;
}

/** Kept on globalThis because the development server evaluates this module again at every reload. */
const kept = globalThis as { featurescopeDatabase?: Database };

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS = 10;

/** A pool of its own for `url`; a connection that breaks while idle is replaced at its next use. */
export function openPool(url: string, max = CONNECTIONS): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "featurescope",
  });
  pool.on("error", () => undefined);
  watchQueries(pool);
  // graphile-worker asks for a handler per connection too, so that one it holds cannot end the process
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * The database of this process: one pool for both clients, opened at the first call.
 * @throws FeaturescopeError DATABASE when DATABASE_URL is not set
 */
export function getDatabase(): Database {
  if (kept.featurescopeDatabase) return kept.featurescopeDatabase;
  const pool = openPool(databaseUrl());
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return (kept.featurescopeDatabase = { pool, prisma });
}

/** Closes what {@link getDatabase} opened; the next call opens it anew. */
export async function closeDatabase(): Promise<void> {
  const database = kept.featurescopeDatabase;
  if (!database) return;
  delete kept.featurescopeDatabase;
  await database.prisma.$disconnect();
  await database.pool.end();
}

/** @throws FeaturescopeError DATABASE when DATABASE_URL is not set */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new FeaturescopeError(
      "DATABASE",
      "DATABASE_URL is not set.",
      "Start everything with npm start, or set it to the address of a PostgreSQL server.",
    );
  return url;
}
