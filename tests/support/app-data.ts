import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "@/workers/files/data-folder";

/**
 * Lets a new data folder use the models that the checkout has fetched, and keep there what it fetches. Both folders are
 * shared, for finished models are moved from one to the other.
 */
export async function shareModels(data: string): Promise<void> {
  for (const name of ["models", "downloads"]) {
    const shared = join(dataFolder(), name);
    await mkdir(shared, { recursive: true });
    await symlink(shared, join(data, name));
  }
}

/** The address of the running server of a data folder. */
export async function databaseUrlOf(data: string): Promise<string> {
  const { password, port } = JSON.parse(await readFile(join(data, "postgres.json"), "utf8")) as {
    password: string;
    port: number;
  };
  return `postgresql://featurescope:${password}@127.0.0.1:${port}/featurescope`;
}
