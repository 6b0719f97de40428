import { spawn, spawnSync } from "node:child_process";
import { open, readFile, readlink, rm, stat } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "@/workers/files/file-errors";
import { SERVER_ENVIRONMENT } from "./cluster";
import { isReachable, isSame } from "./moved-folder";
import { dataDirectory, placeUrl, type ServerPlace } from "./place";
import { serverSettings } from "./settings";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 50;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** The process that serves this cluster and its port, as its lock file says; null when there is none. */
export async function findPostmaster(place: ServerPlace): Promise<{ pid: number; port: number } | null> {
  const file = join(dataDirectory(place), "postmaster.pid");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!isAlive(pid)) return null;
  const named = lines[1] ?? "";
  const directory = dataDirectory(place);
  if (isPostgres(pid) && (await isSame(named, directory))) return { pid, port: Number(lines[3]) };
  if (isPostgres(pid) && !(await isReachable(named)) && (await worksIn(pid, directory)))
    throw new FeaturescopeError(
      "CONFLICT",
      `${place.cluster} was moved while its database server was running (process ${pid}).`,
      "Stop what was started before the move, then start again.",
    );
  // After a restart of the machine or container another program may have the number, and in a copied folder it is the
  // original's server: in both cases ours would not start.
  await rm(file, { force: true });
  return null;
}

/** Whether a process works in a folder; taken to be so where the system does not tell. */
async function worksIn(pid: number, directory: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === null || (await isSame(folder, directory));
}

/**
 * Starts a server of its own session, so that Ctrl-C in the terminal leaves it to us to stop it last.
 * @returns its process id, or null when the port was taken from under it and another may be tried
 * @throws FeaturescopeError UNAVAILABLE with the server's own reason
 */
export async function launchPostmaster(
  place: ServerPlace,
  program: string,
  logFile: string,
  portIsLast: boolean,
): Promise<number | null> {
  const before = await stat(logFile).then(
    (file) => file.size,
    () => 0,
  );
  const keep = before < LOG_LIMIT_BYTES;
  const log = await open(logFile, keep ? "a" : "w", 0o600);
  const child = spawn(program, ["-D", dataDirectory(place), ...serverSettings(place.port)], {
    ...place.account,
    cwd: place.cluster,
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  child.on("error", () => undefined);
  child.unref();
  await log.close();
  const { pid } = child;
  if (
    pid !== undefined &&
    (await untilReady(place, () => child.exitCode === null && child.signalCode === null))
  )
    return pid;
  const written = (await readFile(logFile, "utf8")).slice(keep ? before : 0);
  if (!portIsLast && /could not bind|could not create any TCP/.test(written)) return null;
  const reason = written.split("\n").findLast((line) => /FATAL:(?! *the database system is)/.test(line));
  throw new FeaturescopeError(
    "UNAVAILABLE",
    `PostgreSQL did not start (${reason?.replace(/^.*FATAL: */, "") ?? "no reason given"}).`,
    `See ${logFile}, free the disk or memory it misses, and start again.`,
  );
}

/** Waits until the server takes connections; false when it ended first. */
export async function untilReady(place: ServerPlace, alive: () => boolean): Promise<boolean> {
  for (let waited = 0; alive(); waited += POLL_MS) {
    const client = new pg.Client({ connectionString: placeUrl(place, "postgres") });
    try {
      await client.connect();
      const { rows } = await client.query<{ path: string }>(
        "SELECT current_setting('data_directory') AS path",
      );
      return rows[0]?.path === dataDirectory(place);
    } catch (error) {
      if (hasCode(error, "28P01"))
        throw new FeaturescopeError(
          "DATABASE",
          `The database in ${place.cluster} does not accept the password that was kept for it.`,
          "Restore postgres.json in the data folder, or move the data folder away to start anew.",
          { cause: error },
        );
      if (waited > READY_TIMEOUT_MS) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(POLL_MS);
  }
  return false;
}

/** Breaks off open transactions, writes everything out and waits until the server is gone. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < STOP_TIMEOUT_MS; waited += POLL_MS) {
      if (!isAlive(pid)) return;
      await sleep(POLL_MS);
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function isPostgres(pid: number): boolean {
  if (platform() === "win32") return true;
  const { status, stdout } = spawnSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  return status !== 0 || stdout.includes("postgres");
}
