import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { PROJECT_ROOT } from "@/domain/project-root";

/** Generates the Prisma client where `npm ci` ran without scripts, or where the schema has changed since. */
export function ensurePrismaClient(): void {
  const schema = statSync(join(PROJECT_ROOT, "prisma/schema.prisma"));
  const client = statSync(join(PROJECT_ROOT, "prisma/generated/client.ts"), { throwIfNoEntry: false });
  if (client && client.mtimeMs >= schema.mtimeMs) return;
  const script = join(PROJECT_ROOT, "scripts/prisma-generate.mjs");
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      "The database client could not be generated.",
      "Run npm ci, then start again.",
    );
}
