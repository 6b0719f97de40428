import pg from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { migrateDatabase } from "@/prisma/migrate";
import { dataFolder } from "@/workers/files/data-folder";
import { findPostgres, startPostgres } from "./postgres";

export interface OpenDatabase {
  url: string;
  /** Where it is, for people and without the password. */
  description: string;
  /** False for a server in DATABASE_URL. */
  embedded: boolean;
  /** Stops the server if it is the data folder's own; does nothing to one in DATABASE_URL. */
  stop(): Promise<void>;
  /** As `stop`, but leaves a server alone that other processes are connected to. */
  release(): Promise<void>;
}

/**
 * The server in DATABASE_URL where that is set, else the one in the data folder, started if need be.
 * @throws FeaturescopeError DATABASE when it cannot be reached, or what {@link startPostgres} throws
 */
export async function openDatabase(
  dataFolder: string,
  address = process.env.DATABASE_URL,
): Promise<OpenDatabase> {
  if (address) {
    await requireConnection(address);
    const leave = () => Promise.resolve();
    return { url: address, description: describe(address), embedded: false, stop: leave, release: leave };
  }
  const { url, folder, stop } = await startPostgres(dataFolder);
  const release = async () => {
    if ((await otherConnections(url)) === 0) await stop();
  };
  return { url, description: `${describe(url)}, kept in ${folder}`, embedded: true, stop, release };
}

/**
 * As {@link openDatabase}, but starts nothing: null when the data folder's server does not run.
 * @throws FeaturescopeError DATABASE when the server in DATABASE_URL refuses
 */
export async function findDatabase(
  dataFolder: string,
  address = process.env.DATABASE_URL,
): Promise<Pick<OpenDatabase, "url" | "description"> | null> {
  if (address) await requireConnection(address);
  const url = address ?? (await findPostgres(dataFolder));
  return url ? { url, description: describe(url) } : null;
}

async function otherConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

function describe(address: string): string {
  const url = new URL(address);
  return `PostgreSQL at ${url.hostname}${url.port ? `:${url.port}` : ""}${url.pathname}`;
}

async function requireConnection(address: string): Promise<void> {
  if (!URL.canParse(address) || !/^postgres(ql)?:$/.test(new URL(address).protocol))
    throw new FeaturescopeError(
      "DATABASE",
      "DATABASE_URL is not the address of a PostgreSQL database.",
      "It looks like postgresql://user:password@host:5432/database.",
    );
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query("SELECT 1");
  } catch (error) {
    throw refusal(describe(address), error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What the server or the network answered, and what to do about it. */
function refusal(where: string, cause: unknown): FeaturescopeError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = cause instanceof Error ? cause.message || code : String(cause);
  const hint =
    {
      "3D000": "Create that database, or name another in DATABASE_URL.",
      "28P01": "Check the user and password in DATABASE_URL.",
      "28000": "Check the user in DATABASE_URL and what the server's pg_hba.conf allows.",
      ECONNREFUSED: "Start that server, correct DATABASE_URL, or unset it to use the built-in one.",
    }[code] ?? "Correct DATABASE_URL, or unset it to use the built-in server.";
  return new FeaturescopeError("DATABASE", `${where} refused the connection (${reason}).`, hint, { cause });
}

/**
 * Opens the database for a command and names it in DATABASE_URL for `getDatabase`; up to date when it returns.
 * Call `release` at the end.
 */
export async function connectDatabase(): Promise<OpenDatabase> {
  const database = await openDatabase(dataFolder());
  await migrateDatabase(database.url);
  process.env.DATABASE_URL = database.url;
  return database;
}
