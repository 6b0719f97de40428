import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "./file-errors";
import { isOrphaned, newProcessTag } from "./process-tag";

const NAME = /^work\.(.+)$/;

/** Runs `use` with a fresh folder under `parent` and removes it afterwards, along with those of killed processes. */
export async function withWorkFolder<R>(parent: string, use: (folder: string) => Promise<R>): Promise<R> {
  const folder = join(parent, `work.${newProcessTag()}`);
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(parent)) {
      const tag = NAME.exec(name)?.[1];
      if (tag !== undefined && isOrphaned(tag))
        await rm(join(parent, name), { recursive: true, force: true });
    }
    return await use(folder);
  } catch (error) {
    throw fileError(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
