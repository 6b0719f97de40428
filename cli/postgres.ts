import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { findBinaries } from "./postgres/binaries";
import { ensureCluster } from "./postgres/cluster";
import {
  DATABASE_NAME,
  findPlace,
  placeUrl,
  rememberedPlace,
  rememberPlace,
  type ServerPlace,
} from "./postgres/place";
import { findPostmaster, isAlive, launchPostmaster, stopPostmaster, untilReady } from "./postgres/postmaster";

export interface LocalServer {
  url: string;
  /** The folder that holds the cluster. */
  folder: string;
  /** False when a server that an earlier start left running was taken over. */
  started: boolean;
  stop(): Promise<void>;
}

/** Other starts may take the port between our look and the server's bind. */
const PORT_ATTEMPTS = 3;

/**
 * A running PostgreSQL on the data folder's cluster, made first when there is none. One that an earlier start left
 * running is taken over.
 * @throws FeaturescopeError whose line says what keeps it from running
 */
export async function startPostgres(dataFolder: string): Promise<LocalServer> {
  const place = await findPlace(dataFolder);
  const running = await takeOver(place);
  if (running !== null) return server(place, running, false);
  await rememberPlace(dataFolder, place);
  const binaries = await findBinaries(place.account, place.programs);
  await ensureCluster(place, binaries.initdb);
  for (let attempt = 0; ; attempt++) {
    const last = attempt === PORT_ATTEMPTS - 1;
    place.port = await freePort(attempt === 0 ? place.port : 0);
    await rememberPlace(dataFolder, place);
    const pid = await launchPostmaster(place, binaries.postgres, join(dataFolder, "postgres.log"), last);
    if (pid !== null) return server(place, pid, true);
  }
}

/** The address of the data folder's server if one runs now. */
export async function findPostgres(dataFolder: string): Promise<string | null> {
  const place = await rememberedPlace(dataFolder);
  return place && (await takeOver(place)) !== null ? placeUrl(place) : null;
}

async function takeOver(place: ServerPlace): Promise<number | null> {
  const found = await findPostmaster(place);
  if (!found) return null;
  place.port = found.port;
  return (await untilReady(place, () => isAlive(found.pid))) ? found.pid : null;
}

async function server(place: ServerPlace, pid: number, started: boolean): Promise<LocalServer> {
  await ensureDatabase(place);
  return { url: placeUrl(place), folder: place.cluster, started, stop: () => stopPostmaster(pid) };
}

async function ensureDatabase(place: ServerPlace): Promise<void> {
  const client = new pg.Client({ connectionString: placeUrl(place, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE_NAME)}`);
  } finally {
    await client.end();
  }
}

/** `preferred` when nothing listens there, else any free port. */
function freePort(preferred: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      preferred !== 0 && error.code === "EADDRINUSE" ? resolve(freePort(0)) : reject(error),
    );
    probe.listen(preferred, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
