import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "@/workers/files/file-errors";
import { can, serverAccount, type Account } from "./account";
import { clusterOf, takeOwnership } from "./moved-folder";

export const DATABASE_USER = "featurescope";
export const DATABASE_NAME = "featurescope";

/** Where root puts clusters and programs that the server's account cannot reach where they belong. */
const SYSTEM_FOLDER = "/var/lib/featurescope";

/** `<data folder>/postgres.json`. What lies inside of the data folder is named from there, so that both may move. */
const recorded = z.object({
  cluster: z.string(),
  dataFolder: z.string().optional(),
  password: z.string(),
  port: z.number().int(),
});

/** What is remembered of a data folder's server, in a file which only its owner may read. */
export interface ServerPlace {
  /** The folder that holds the cluster, absolute. */
  cluster: string;
  password: string;
  port: number;
  /** Programs are copied here when the account cannot run them in the checkout. */
  programs: string;
  account: Account;
}

/**
 * The place of a data folder's cluster: `<data folder>/postgres`, or a folder under /var/lib/featurescope named after
 * the data folder when root starts a server whose account cannot get into the data folder. Remembered from the first
 * start on.
 */
export async function findPlace(dataFolder: string): Promise<ServerPlace> {
  return (await rememberedPlace(dataFolder)) ?? choosePlace(dataFolder);
}

/** The place of an earlier start; null when there was none. */
export async function rememberedPlace(dataFolder: string): Promise<ServerPlace | null> {
  const file = recordFile(dataFolder);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = recorded.safeParse(parseJson(text));
  if (!parsed.success)
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file} is damaged.`,
      "It holds the password of the database beside it: restore it, or move the data folder away to start anew.",
    );
  const { password, port } = parsed.data;
  const cluster = await clusterOf(dataFolder, parsed.data);
  const account = await serverAccount(cluster);
  await takeOwnership(cluster, account);
  return { cluster, password, port, account, programs: SYSTEM_FOLDER };
}

/** PostgreSQL's own folder. */
export const dataDirectory = (place: ServerPlace) => join(place.cluster, "data");

export const placeUrl = (place: ServerPlace, database = DATABASE_NAME) =>
  `postgresql://${DATABASE_USER}:${place.password}@127.0.0.1:${place.port}/${database}`;

/** Remembers the port of the running server along with the rest. */
export async function rememberPlace(
  dataFolder: string,
  { cluster, password, port }: ServerPlace,
): Promise<void> {
  const file = recordFile(dataFolder);
  const where = cluster === join(dataFolder, "postgres") ? "postgres" : cluster;
  const record = { cluster: where, dataFolder, password, port } satisfies z.infer<typeof recorded>;
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

const recordFile = (dataFolder: string) => join(dataFolder, "postgres.json");

async function choosePlace(dataFolder: string): Promise<ServerPlace> {
  const inside = join(dataFolder, "postgres");
  const account = await serverAccount(inside);
  const place = {
    password: randomBytes(24).toString("base64url"),
    port: 0,
    account,
    programs: SYSTEM_FOLDER,
  };
  if (await prepare(inside, account)) return { ...place, cluster: inside };
  const key = createHash("sha256").update(dataFolder).digest("hex").slice(0, 16);
  const outside = join(SYSTEM_FOLDER, key);
  await mkdir(SYSTEM_FOLDER, { recursive: true });
  await chmod(SYSTEM_FOLDER, 0o755);
  if (await prepare(outside, account)) return { ...place, cluster: outside };
  throw new FeaturescopeError(
    "UNAVAILABLE",
    `The database server's user can write neither ${inside} nor ${outside}.`,
    "Set FEATURESCOPE_DATA to a folder that every user can enter, or DATABASE_URL to a running server.",
  );
}

/** Makes the cluster's folder and gives it to the account; false when the account still cannot write it. */
async function prepare(cluster: string, account: Account): Promise<boolean> {
  await mkdir(cluster, { recursive: true, mode: 0o755 });
  if (account.uid === undefined || account.gid === undefined) return true;
  // a network or shared folder may refuse to give files away
  await chown(cluster, account.uid, account.gid).catch(() => undefined);
  if (can(account, "-w", cluster)) return true;
  await rmdir(cluster).catch(() => undefined);
  return false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
