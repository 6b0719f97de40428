import type pg from "pg";

/** Connections that fill at once: one for each core of the machine that the figures are of. */
const CONNECTIONS = 2;
/** Nothing of a half-filled database is kept, so nothing is forced to the disk before it is full. */
const SERVER = [
  "fsync = off",
  "full_page_writes = off",
  "max_wal_size = '16GB'",
  "checkpoint_timeout = '1h'",
];
const SESSION = [
  "synchronous_commit = off",
  "maintenance_work_mem = '1GB'",
  "work_mem = '256MB'",
  // neither triggers nor foreign keys, row by row
  "session_replication_role = replica",
];

/** The same work on several connections that write fast, with the server set for it; all is as it was afterwards. */
export async function whileLoading(
  pool: pg.Pool,
  load: (clients: readonly pg.PoolClient[]) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  try {
    for (const setting of SERVER) await pool.query(`ALTER SYSTEM SET ${setting}`);
    await pool.query("SELECT pg_reload_conf()");
    for (const client of clients) for (const setting of SESSION) await client.query(`SET ${setting}`);
    await load(clients);
  } finally {
    for (const client of clients) client.release(true);
    for (const setting of SERVER) await pool.query(`ALTER SYSTEM RESET ${setting.split(" ")[0]}`);
    await pool.query("SELECT pg_reload_conf()");
    await pool.query("CHECKPOINT");
  }
}

/** Does everything, in order, on whichever connection is free. */
export async function onEach<T>(
  clients: readonly pg.PoolClient[],
  things: readonly T[],
  work: (client: pg.PoolClient, thing: T) => Promise<void>,
): Promise<void> {
  const left = [...things];
  const go = async (client: pg.PoolClient) => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) await work(client, thing);
  };
  await Promise.all(clients.map(go));
}
