import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { openDatabase, type OpenDatabase } from "../database";
import { startPostgres } from "../postgres";

/** Held by the one launcher that looks after a data folder's server: "fscope" in ASCII. */
const LAUNCHER_LOCK = 0x6673_636f;
const RETRY_MS = 2_000;

export interface KeptDatabase extends Pick<OpenDatabase, "url" | "description"> {
  /** Stops the data folder's server; leaves one in DATABASE_URL alone. */
  stop(): Promise<void>;
}

/**
 * Opens the database for as long as this program runs: a server of the data folder is started again should it end, and
 * belongs to one launcher at a time. A server in DATABASE_URL is somebody else's to keep.
 * @throws FeaturescopeError CONFLICT when another launcher already looks after this data folder
 */
export async function keepDatabase(dataFolder: string, say: (line: string) => void): Promise<KeptDatabase> {
  const { url, description, embedded, stop: stopFirst } = await openDatabase(dataFolder);
  if (!embedded) return { url, description, stop: stopFirst };
  const held = await lock(url, lost);
  if (!held) throw alreadyRunning(dataFolder);
  let stopped = false;
  let client: pg.Client | null = held;
  let stopServer = stopFirst;

  function lost() {
    if (!stopped) void restart();
  }

  async function restart(): Promise<void> {
    say("The database server has ended; it is started again.");
    while (!stopped)
      try {
        stopServer = (await startPostgres(dataFolder)).stop;
        client = await lock(url, lost);
        return;
      } catch (error) {
        say(`It did not start: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(RETRY_MS);
      }
  }

  return {
    url,
    description,
    async stop() {
      stopped = true;
      await client?.end().catch(() => undefined);
      await stopServer();
    },
  };
}

/** A connection that holds the lock, or null when another process does. */
async function lock(url: string, onLost: () => void): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [
    LAUNCHER_LOCK,
  ]);
  if (rows[0]?.held) {
    // the server's last word and the broken connection are two errors of one loss
    client.once("error", onLost).on("error", () => undefined);
    return client;
  }
  await client.end();
  return null;
}

function alreadyRunning(dataFolder: string): FeaturescopeError {
  return new FeaturescopeError(
    "CONFLICT",
    `Featurescope is already running on ${dataFolder}.`,
    "Use that one, stop it first, or set FEATURESCOPE_DATA to another folder.",
  );
}
