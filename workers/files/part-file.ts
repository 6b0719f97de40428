import { readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hasCode } from "./file-errors";
import { isOrphaned, newProcessTag } from "./process-tag";

/**
 * Runs `use` with a name for the unfinished `path`. What an earlier attempt left there is taken over, also from a
 * process that was killed, but never from one that still writes: each has a file of its own. Whatever `use`
 * leaves under that name is kept for the next attempt.
 */
export async function withPartFile<R>(path: string, use: (part: string) => Promise<R>): Promise<R> {
  const part = `${path}.${newProcessTag()}.part`;
  const folder = dirname(path);
  for (const name of await readdir(folder))
    if (isAbandoned(name, basename(path)) && (await renamed(join(folder, name), part))) break;
  try {
    return await use(part);
  } finally {
    await renamed(part, `${path}.part`);
  }
}

function isAbandoned(name: string, base: string): boolean {
  if (name === `${base}.part`) return true;
  return (
    name.startsWith(`${base}.`) &&
    name.endsWith(".part") &&
    isOrphaned(name.slice(base.length + 1, -".part".length))
  );
}

/** False when the file is not there (any more). */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
