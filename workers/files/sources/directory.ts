import { access } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { PROJECT_ROOT } from "@/domain/project-root";
import { fileError } from "../file-errors";

/** A folder of this program's models/. Throws BAD_INPUT for a path that leaves it. */
export function bundledFolder(folder: string): string {
  const models = join(PROJECT_ROOT, "models");
  const path = resolve(models, folder);
  const inside = relative(models, path);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `"${folder}" is not a folder of models/.`,
      "Name one that comes with this program.",
    );
  return path;
}

/** Throws NOT_FOUND that names the first of `files` which is not in `folder`. */
export async function checkFolder(folder: string, files: readonly string[]): Promise<string> {
  for (const file of files) {
    const path = join(folder, file);
    try {
      await access(path);
    } catch (error) {
      throw fileError(error, path);
    }
  }
  return folder;
}
