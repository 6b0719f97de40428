import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { DATABASE_USER, dataDirectory, type ServerPlace } from "./place";

/** The major version whose files the installed programs read. */
const MAJOR = "18";

/** For the server's programs: messages in English, whatever the terminal speaks. */
export const SERVER_ENVIRONMENT = { ...process.env, LC_ALL: "C" };

/**
 * Makes the cluster when there is none. It appears under its name only when complete, so that a start that was cut off
 * leaves nothing behind that looks like one.
 * @throws FeaturescopeError UNSUPPORTED for a cluster of another major version, NO_SPACE, or UNAVAILABLE
 */
export async function ensureCluster(place: ServerPlace, initdb: string): Promise<void> {
  const directory = dataDirectory(place);
  const version = await readFile(join(directory, "PG_VERSION"), "utf8").catch(() => null);
  if (version !== null && version.trim() !== MAJOR)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${directory} was made by PostgreSQL ${version.trim()}; this version of Featurescope brings ${MAJOR}.`,
      "Move the data folder away to start anew, or start the version of Featurescope that made it.",
    );
  if (version === null) await createCluster(place, initdb, directory);
}

async function createCluster(place: ServerPlace, initdb: string, directory: string): Promise<void> {
  const { uid, gid } = place.account;
  const half = `${directory}.new`;
  const passwordFile = join(place.cluster, "password");
  await mkdir(place.cluster, { recursive: true });
  await rm(half, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
  const arguments_ = [
    ...["--pgdata", half, "--username", DATABASE_USER, "--pwfile", passwordFile],
    // sorting and letter case that do not depend on the machine's own tables
    ...["--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
    ...["--auth", "scram-sha-256"],
  ];
  const output: string[] = [];
  const child = spawn(initdb, arguments_, {
    ...place.account,
    cwd: place.cluster,
    env: SERVER_ENVIRONMENT,
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => output.push(text));
  child.stdout.resume();
  let status: number | null;
  try {
    [status] = (await once(child, "close")) as [number | null];
  } finally {
    await rm(passwordFile, { force: true });
  }
  if (status !== 0) throw clusterFailure(place.cluster, output.join(""));
  await rename(half, directory);
}

function clusterFailure(folder: string, output: string): FeaturescopeError {
  if (/no space left/i.test(output))
    return new FeaturescopeError(
      "NO_SPACE",
      `There is no space left to create the database in ${folder}.`,
      "Free some space, or set FEATURESCOPE_DATA to a folder on another disk.",
    );
  const reason = output.split("\n").findLast((line) => /error|fatal/i.test(line)) ?? "no reason given";
  return new FeaturescopeError(
    "UNAVAILABLE",
    `The database in ${folder} could not be created (${reason.trim()}).`,
    "Set FEATURESCOPE_DATA to another folder, or DATABASE_URL to a running PostgreSQL server.",
  );
}
