import pg from "pg";
import { WORKER_DEAD_MS } from "@/domain/jobs";
import { findDatabase } from "../database";
import { check } from "./check";

interface Figures {
  version: string;
  bytes: number;
  migrations: number;
  workers: number;
}

/** The database as it is: a server that does not run is not started for this. */
export const checkDatabase = (dataFolder: string) =>
  check("database", async () => {
    const found = await findDatabase(dataFolder);
    if (!found)
      return {
        text: `not running; npm start runs one in ${dataFolder}`,
        details: { running: false, dataFolder },
      };
    const { version, bytes, migrations, workers } = await readFigures(found.url);
    return {
      text: `${found.description}, version ${version}, ${(bytes / 1e6).toFixed(0)} MB, ${migrations} migrations, ${workers} workers alive`,
      details: { running: true, where: found.description, version, bytes, migrations, workers },
    };
  });

async function readFigures(url: string): Promise<Figures> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Figures & { tables: boolean }>(
      `SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float AS bytes,
         0 AS migrations, 0 AS workers, to_regclass('_prisma_migrations') IS NOT NULL AS tables`,
    );
    const figures = rows[0] as Figures & { tables: boolean };
    if (!figures.tables) return figures;
    const { rows: counted } = await client.query<Pick<Figures, "migrations" | "workers">>(
      `SELECT (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NOT NULL) AS migrations,
         (SELECT count(*)::int FROM worker WHERE last_seen_at > now() - $1 * interval '1 ms') AS workers`,
      [WORKER_DEAD_MS],
    );
    return { ...figures, ...counted[0] };
  } finally {
    await client.end();
  }
}
