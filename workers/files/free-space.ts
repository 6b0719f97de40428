import { statfs } from "node:fs/promises";
import { FeaturescopeError } from "@/domain/errors";

/** Throws NO_SPACE where the disk of `folder` has less than `bytes` free. @param what a sentence's beginning: "The weights take" */
export async function requireFreeSpace(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const gibibytes = (n: number) => `${(n / 2 ** 30).toFixed(1)} GiB`;
  throw new FeaturescopeError(
    "NO_SPACE",
    `${what} ${gibibytes(bytes)}; ${folder} has ${gibibytes(bavail * bsize)} free.`,
    "Free some space, or set FEATURESCOPE_DATA to a folder on another disk.",
  );
}
