import { readDisk } from "../../disk";
import { env, VERSION } from "../../env";
import { readHealth } from "../../queries/health";
import { publicProcedure } from "../../trpc";

/** Whether the program can do its work, for people and for monitoring. */
export const checkHealth = publicProcedure.meta({ entrance: true }).query(async () => {
  const [{ migrations, workersAlive }, disk] = await Promise.all([readHealth(), readDisk()]);
  return {
    version: VERSION,
    commit: env.FEATURESCOPE_COMMIT,
    migrationsApplied: migrations.length,
    migrationsMissing: env.FEATURESCOPE_MIGRATIONS.filter((name) => !migrations.includes(name)),
    workersAlive,
    disk,
  };
});
