import { WORKER_DEAD_MS } from "@/domain/jobs";
import { queryRows } from "../../platform/rows";

export interface Health {
  /** Names of the migrations that have been applied, oldest first. */
  migrations: string[];
  workersAlive: number;
}

/** @throws FeaturescopeError DATABASE when the database cannot be reached */
export async function readHealth(): Promise<Health> {
  const [row] = await queryRows<{ tables: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AND to_regclass('worker') IS NOT NULL AS tables",
    [],
  );
  if (!row?.tables) return { migrations: [], workersAlive: 0 };
  const migrations = await queryRows<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    [],
  );
  const workers = await queryRows<{ alive: number }>(
    "SELECT count(*)::int AS alive FROM worker WHERE last_seen_at > now() - make_interval(secs => $1)",
    [WORKER_DEAD_MS / 1000],
  );
  return { migrations: migrations.map(({ name }) => name), workersAlive: workers[0]?.alive ?? 0 };
}
