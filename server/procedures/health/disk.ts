import { statfs } from "node:fs/promises";

/** Below this the database may soon refuse to write, and what is read is still served. */
const LOW_BYTES = 512 * 1024 * 1024;

export interface Disk {
  freeBytes: number;
  low: boolean;
}

/** The disk of the data folder; null where this process does not know of one. */
export async function readDisk(
  folder = process.env.FEATURESCOPE_DATA,
  low = LOW_BYTES,
): Promise<Disk | null> {
  const found = folder ? await statfs(folder).catch(() => null) : null;
  if (!found) return null;
  const freeBytes = found.bavail * found.bsize;
  return { freeBytes, low: freeBytes < low };
}
