import { spawnSync } from "node:child_process";
import { chmod, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { Account } from "./account";

/** What a data folder that was copied or moved says of its database, and what is true of it where it is now. */

export interface Recorded {
  /** The cluster's folder when the record was written: absolute, or relative to the data folder. */
  cluster: string;
  /** The data folder when the record was written; records of the first versions have none. */
  dataFolder?: string | undefined;
}

/**
 * The cluster that belongs to a data folder: the one inside it wherever it was taken, so that a copy never opens its
 * original's.
 * @throws FeaturescopeError CONFLICT for a copy whose database lies outside of it and belongs to the original
 */
export async function clusterOf(dataFolder: string, recorded: Recorded): Promise<string> {
  const inside = join(dataFolder, "postgres");
  const here = await isSame(recorded.dataFolder ?? dirname(recorded.cluster), dataFolder);
  if (recorded.cluster === "postgres" || (await isReachable(join(inside, "data", "PG_VERSION"))))
    return inside;
  if (here || recorded.dataFolder === undefined) return recorded.cluster;
  if (!(await isReachable(join(recorded.dataFolder, "postgres.json")))) return recorded.cluster;
  throw new FeaturescopeError(
    "CONFLICT",
    `${dataFolder} is a copy of ${recorded.dataFolder}, whose database lies in ${recorded.cluster} and was not copied.`,
    "Take a backup of the original (featurescope backup FILE), start on an empty folder and restore it there.",
  );
}

/** Gives a cluster that was copied without its owner and mode to the server's account, as PostgreSQL insists. */
export async function takeOwnership(cluster: string, { uid, gid }: Account): Promise<void> {
  const data = join(cluster, "data");
  const found = await stat(data).catch(() => null);
  if (!found) return;
  if (uid !== undefined && gid !== undefined && found.uid !== uid)
    spawnSync("chown", ["-R", `${uid}:${gid}`, cluster]);
  if ((found.mode & 0o077) !== 0) await chmod(data, 0o700);
}

export async function isSame(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => null)));
  return a !== null && a === b;
}

export function isReachable(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
