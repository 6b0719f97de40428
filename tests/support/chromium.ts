import { spawnSync } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/**
 * The machine's Chromium: CHROME_BIN, else one on the PATH, else installed with apt where we may.
 * @throws Error with one line that says what to do
 */
export async function findChromium(): Promise<string> {
  const found = await search();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.error("Installing Chromium for the browser tests ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update"], { env });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
    const installed = await search();
    if (installed) return installed;
  }
  throw new Error("No Chromium was found: install it, or set CHROME_BIN to its path.");
}

async function search(): Promise<string | null> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const named = process.env.CHROME_BIN ? [process.env.CHROME_BIN] : [];
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of [...named, ...onPath, MAC]) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return null;
}
