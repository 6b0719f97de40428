import { mkdir, readFile, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dataFolder } from "@/workers/files/data-folder";
import { ensureLanguageModel, languageModelPlace } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";

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

/** Lets a new data folder use one model that the checkout has fetched, and no other. */
export async function shareModel(data: string, id: string): Promise<void> {
  const { source } = await readLanguageModelManifest(id);
  const place = await ensureLanguageModel(source, { dataFolder: dataFolder() });
  await mkdir(join(data, "models"));
  await symlink(place, languageModelPlace(source, data));
}

/** What is remembered of a data folder's server. */
async function serverOf(data: string): Promise<{ cluster: string; password: string; port: number }> {
  return JSON.parse(await readFile(join(data, "postgres.json"), "utf8")) as Awaited<
    ReturnType<typeof serverOf>
  >;
}

export async function clusterOf(data: string): Promise<string> {
  return resolve(data, (await serverOf(data)).cluster);
}

/** The address of the running server of a data folder. */
export async function databaseUrlOf(data: string): Promise<string> {
  const { password, port } = await serverOf(data);
  return `postgresql://featurescope:${password}@127.0.0.1:${port}/featurescope`;
}
