import { mkdir, rm, stat, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { fileError, hasCode } from "@/workers/files/file-errors";

const GIB = 1024 ** 3;
/** The demo's database, logs, model and archive, with room for its write-ahead log. */
const DISK_BYTES = 2 * GIB;
/** What a worker with a small model and its share of the database takes. */
const WORKER_BYTES = 1.5 * GIB;

/** PORT, 3000 when unset. */
export function readPort(text = process.env.PORT): number {
  if (!text) return 3000;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new FeaturescopeError("BAD_INPUT", `PORT is "${text}".`, "Set it to a number from 1 to 65535.");
}

/** FEATURESCOPE_WORKERS; when unset one per core, as far as memory goes, and at least one. */
export function readWorkerCount(text = process.env.FEATURESCOPE_WORKERS): number {
  if (!text) return Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / WORKER_BYTES)));
  return readCount("FEATURESCOPE_WORKERS", text, 0, "batch workers");
}

/** FEATURESCOPE_WEB_PROCESSES; when unset one per core, but no more than four: the database has connections for those. */
export function readWebProcessCount(text = process.env.FEATURESCOPE_WEB_PROCESSES): number {
  if (!text) return Math.min(availableParallelism(), 4);
  return readCount("FEATURESCOPE_WEB_PROCESSES", text, 1, "processes that serve pages");
}

const DEMOS = ["all", "small", "none"] as const;
/** Which models of the demo are fetched: both, the smaller one, or neither. */
type Demo = (typeof DEMOS)[number];

/** FEATURESCOPE_DEMO; when unset all of it, and nothing while somebody works on the program. */
export function readDemo(development: boolean, text = process.env.FEATURESCOPE_DEMO): Demo {
  if (!text) return development ? "none" : "all";
  const named = DEMOS.find((demo) => demo === text);
  if (named) return named;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `FEATURESCOPE_DEMO is "${text}".`,
    "Set it to all, to small to leave the larger model out, or to none.",
  );
}

function readCount(variable: string, text: string, least: number, what: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= 256) return count;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${variable} is "${text}".`,
    `Set it to the number of ${what} to start, ${least} to 256.`,
  );
}

/** @throws FeaturescopeError CONFLICT when another program listens on the port */
export async function requireFreePort(port: number): Promise<void> {
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen(port, () => probe.close(() => resolve(null)));
  });
  if (failure?.code === "EADDRINUSE")
    throw new FeaturescopeError(
      "CONFLICT",
      `Port ${port} is taken by another program.`,
      `Stop that program, or choose another port: PORT=${port === 65_535 ? 3000 : port + 1} npm start`,
    );
  if (failure)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `Port ${port} cannot be opened (${failure.code ?? failure.message}).`,
      "Choose another port: PORT=3000 npm start",
    );
}

/** The nearest folder on a path that exists. */
export async function existingFolder(path: string): Promise<string> {
  const found = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return found ? path : existingFolder(dirname(path));
}

/**
 * Makes the data folder and sees that it can be written and that the first start fits on its disk.
 * @throws FeaturescopeError UNAVAILABLE or NO_SPACE
 */
export async function prepareDataFolder(folder: string, fresh: boolean): Promise<void> {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    await mkdir(join(folder, "logs"), { recursive: true });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    if (hasCode(error, "ENOTDIR", "EEXIST"))
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${folder} cannot be the data folder: there is a file of that name on its path.`,
        "Set FEATURESCOPE_DATA to a folder.",
      );
    throw fileError(error, folder);
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const needed = fresh ? DISK_BYTES : DISK_BYTES / 8;
  if (free < needed)
    throw new FeaturescopeError(
      "NO_SPACE",
      `${folder} has ${(free / GIB).toFixed(1)} GiB free; ${(needed / GIB).toFixed(1)} GiB are needed.`,
      "Free some space, or set FEATURESCOPE_DATA to a folder on another disk.",
    );
}
