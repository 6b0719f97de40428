import { env, VERSION } from "../../env";
import { readHealth } from "../../queries/health";
import { publicProcedure } from "../../trpc";

/** Whether the program can do its work, for people and for monitoring. */
export const checkHealth = publicProcedure.meta({ entrance: true }).query(async () => {
  const { migrations, workersAlive } = await readHealth();
  return {
    version: VERSION,
    migrationsApplied: migrations.length,
    migrationsMissing: env.FEATURESCOPE_MIGRATIONS.filter((name) => !migrations.includes(name)),
    workersAlive,
  };
});
