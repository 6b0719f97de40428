/** `npm start`: everything that a feature browser needs, as one process tree. `--dev` serves the pages unbuilt. */
import { ensurePrismaClient } from "./start/prisma-client";
import { describeError, reportAndExit } from "./report";
import { log } from "@/telemetry/log";
import { logFormat } from "@/telemetry/log-format";

try {
  ensurePrismaClient();
  // imports the generated client, which may only exist from here on
  const { launch } = await import("./start/launch");
  await launch({ development: process.argv.includes("--dev") });
} catch (error) {
  if (logFormat() !== "json") reportAndExit(error);
  log.fatal(describeError(error));
  process.exit(1);
}
