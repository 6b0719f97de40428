/** Once for all browser tests: `npm start` itself, with data of its own and the fetched models of the checkout. */
import { readFile, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "@/workers/files/data-folder";
import { findChromium } from "./chromium";
import { freePort, runProgram } from "./program";
import { temporaryFolder } from "./temporary-folder";

const READY_MS = 600_000;

export default async function setup(): Promise<() => Promise<void>> {
  process.env.CHROMIUM = await findChromium();
  const folder = await temporaryFolder("e2e");
  await shareModels(folder.path);
  const port = await freePort();
  const app = runProgram(["cli/start.ts"], {
    PORT: String(port),
    FEATURESCOPE_DATA: folder.path,
    FEATURESCOPE_WORKERS: "1",
    DATABASE_URL: undefined,
  });
  const stop = async () => {
    app.process.kill("SIGTERM");
    await app.ended;
    await folder.remove();
  };
  try {
    await app.writes(`Featurescope is ready at http://localhost:${port}\n`, READY_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.FEATURESCOPE_TEST_URL = `http://localhost:${port}`;
  process.env.DATABASE_URL = await databaseUrl(folder.path);
  return stop;
}

/** Downloads of one run serve the next; the same disk holds both folders, for finished models are moved. */
async function shareModels(data: string): Promise<void> {
  for (const name of ["models", "downloads"]) {
    const shared = join(dataFolder(), name);
    await mkdir(shared, { recursive: true });
    await symlink(shared, join(data, name));
  }
}

async function databaseUrl(data: string): Promise<string> {
  const { password, port } = JSON.parse(await readFile(join(data, "postgres.json"), "utf8")) as {
    password: string;
    port: number;
  };
  return `postgresql://featurescope:${password}@127.0.0.1:${port}/featurescope`;
}
