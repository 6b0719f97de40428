import { defineConfig } from "prisma/config";

/**
 * Read by the Prisma command line only. The running program applies prisma/migrations itself (prisma/migrate.ts),
 * so a database address is needed only by the commands that look at a database.
 */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
