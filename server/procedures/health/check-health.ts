import { env, VERSION } from "../../env";
import { publicProcedure } from "../../trpc";
import { readDisk } from "./disk";
import { readHealth } from "./queries";

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
