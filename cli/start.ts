/** `npm start`: everything that a feature browser needs, as one process tree. `--dev` serves the pages unbuilt. */
import { ensurePrismaClient } from "./start/prisma-client";
import { reportAndExit } from "./report";

try {
  ensurePrismaClient();
  // imports the generated client, which may only exist from here on
  const { launch } = await import("./start/launch");
  await launch({ development: process.argv.includes("--dev") });
} catch (error) {
  reportAndExit(error);
}
