import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "./file-errors";
import { hashFile } from "./hashes";
import { readJsonFile, writeJsonFile } from "./json-file";

/**
 * Whether fetched files are still what was fetched. Hashing gigabytes at every load would take longer than the load, so
 * a file's size and time are kept beside its hash, and it is hashed again only where one of them is another.
 */

const RECORD = ".checked.json";

const checked = z.object({ sha256: z.string(), size: z.number(), mtimeMs: z.number() });
type Checked = z.infer<typeof checked>;
const record = z.record(z.string(), checked);

/** Keeps what files of a folder are now, beside what is kept of others there. Throws NOT_FOUND. */
export async function recordFiles(folder: string, names: readonly string[]): Promise<void> {
  const kept = (await readRecord(folder)) ?? {};
  for (const name of names) kept[name] = await look(join(folder, name));
  await writeJsonFile(join(folder, RECORD), kept);
}

/**
 * Removes the files of a folder that are not what was recorded, so that they are fetched again, and returns their names
 * and those of files that are missing. What nothing is recorded of is recorded as it is: folders that were fetched
 * before there were records.
 * @param names files to look at
 * @param known sha256 of files that are known whether they are recorded or not
 */
export async function removeChanged(
  folder: string,
  names: readonly string[],
  known: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const kept = await readRecord(folder);
  const changed: string[] = [];
  const current = new Map(Object.entries(kept ?? {}));
  let differs = false;
  for (const name of names) {
    const path = join(folder, name);
    const before = kept?.[name];
    const now = await stat(path).catch((error: unknown) => {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return null;
      throw error;
    });
    if (now && before?.size === now.size && before.mtimeMs === now.mtimeMs) continue;
    const sha256 = known[name] ?? before?.sha256;
    if (now && (before === undefined || before.size === now.size)) {
      const found = await look(path);
      if (sha256 === undefined || found.sha256 === sha256) {
        current.set(name, found);
        differs = true;
        continue;
      }
    }
    await rm(path, { force: true });
    differs = current.delete(name) || differs;
    changed.push(name);
  }
  if (differs) await writeJsonFile(join(folder, RECORD), Object.fromEntries(current));
  return changed;
}

async function look(path: string): Promise<Checked> {
  // the time first: what is written while it is hashed is looked at again
  const { size, mtimeMs } = await stat(path);
  return { sha256: await hashFile(path, "sha256", "hex"), size, mtimeMs };
}

/** Null where there is none, or a damaged one. */
async function readRecord(folder: string): Promise<Record<string, Checked> | null> {
  try {
    return await readJsonFile(join(folder, RECORD), record);
  } catch (error) {
    if (error instanceof FeaturescopeError && ["NOT_FOUND", "CORRUPT_FILE"].includes(error.code)) return null;
    throw error;
  }
}
