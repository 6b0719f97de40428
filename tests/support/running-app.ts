/** Once for all browser tests: `npm start` itself, with data of its own and the fetched models of the checkout. */
import { databaseUrlOf, shareModels } from "./app-data";
import { findChromium } from "./chromium";
import { freePort, runProgram } from "./program";
import { quietDemo } from "./quiet-demo";
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
    FEATURESCOPE_DEMO: "small",
    FEATURESCOPE_GALLERY: "1",
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
  process.env.DATABASE_URL = await databaseUrlOf(folder.path);
  await quietDemo();
  return stop;
}
