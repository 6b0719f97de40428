/**
 * Weights of large models and SAEs in the form in which engines read them from the disk: float32, beside nothing else.
 * They are written once for the files that they were made from, and removed when those change or go.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { withByteSource } from "./byte-source";
import { keptWeightsFolder } from "./data-folder";
import { requireFreeSpace } from "./free-space";
import { hasCode } from "./file-errors";
import {
  readSafetensorsInPlace,
  writeSafetensorsParts,
  type Safetensors,
  type TensorPart,
} from "./safetensors";
import { readSafetensorsHeader } from "./safetensors-header";
import { STORED_BYTES } from "./tensor-data";
import { withWorkFolder } from "./work-folder";

/** From here on weights stay on the disk; what is smaller is loaded sooner than it is looked for. */
export const LARGE_WEIGHTS = 64 << 20;

/** Changes with what is written. */
const VERSION = 1;
/** Left free on the disk. */
const SPARE = 1 << 30;

export interface MadeFrom {
  files: readonly string[];
  /** What was made of them, where that is more than one thing. */
  as: string;
}

/** What was written for these files, or is written now; float32 tensors stay in the file. Throws NO_SPACE. */
export async function keepWeights(
  dataFolder: string,
  from: MadeFrom,
  make: () => Promise<{ parts: TensorPart[]; metadata?: Readonly<Record<string, string>> }>,
): Promise<Safetensors> {
  const folder = keptWeightsFolder(dataFolder);
  const stamp = JSON.stringify([VERSION, from.as, await Promise.all(from.files.map(stampOf))]);
  const path = join(folder, `${createHash("sha256").update(stamp).digest("hex")}.safetensors`);
  try {
    return await readSafetensorsInPlace(path);
  } catch (error) {
    if (!(error instanceof FeaturescopeError) || !["NOT_FOUND", "CORRUPT_FILE"].includes(error.code))
      throw error;
  }
  await mkdir(folder, { recursive: true });
  await removeStale(folder);
  const { parts, metadata } = await make();
  await checkSpace(folder, parts);
  await withWorkFolder(folder, async (work) => {
    const written = join(work, "weights.safetensors");
    await writeSafetensorsParts(written, parts, { ...metadata, [MADE_FROM]: stamp });
    await rename(written, path);
  });
  return readSafetensorsInPlace(path);
}

const MADE_FROM = "made_from";

/** A file, its size and when it was changed. */
type Stamp = [path: string, size: number, mtimeMs: number];

export async function stampOf(file: string): Promise<Stamp> {
  const { size, mtimeMs } = await stat(file);
  return [resolve(file), size, mtimeMs];
}

async function checkSpace(folder: string, parts: readonly TensorPart[]): Promise<void> {
  const needed = parts.reduce(
    (sum, { dtype, shape }) => sum + shape.reduce((product, size) => product * size, STORED_BYTES[dtype]),
    SPARE,
  );
  await requireFreeSpace(folder, needed, "The weights are kept in 32 bits, which takes");
}

/** What was made from files that are no longer what they were; a worker that still reads it keeps it open. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    try {
      const { metadata } = await withByteSource(path, readSafetensorsHeader);
      const [version, , files] = JSON.parse(metadata[MADE_FROM] ?? "[]") as [number?, string?, Stamp[]?];
      const stamps = await Promise.all((files ?? []).map(([file]) => stampOf(file)));
      if (version === VERSION && JSON.stringify(stamps) === JSON.stringify(files)) continue;
    } catch (error) {
      const gone = hasCode(error, "ENOENT", "ENOTDIR");
      if (!gone && !(error instanceof FeaturescopeError && error.code === "CORRUPT_FILE")) continue;
    }
    await rm(path, { force: true });
  }
}
