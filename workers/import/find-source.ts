import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { isGgufFile } from "../files/gguf/model";
import { resolveHub } from "../files/sources/hub";

const HUB = /^(?:hf:)?([\w.-]+\/[\w.-]+)((?:\/[^@]+)?)(?:@([\w./-]+))?$/;

/**
 * What a person names: a folder or a GGUF file (of SAEs a file by `isFile`), or owner/name[/folder or /file.gguf][@revision] on the hub (its revision is
 * pinned here). Throws BAD_INPUT, NOT_FOUND, or what the hub answers.
 */
export async function findSource(
  name: string,
  {
    hookName,
    inputScale,
    rootsOnly = false,
    isFile = isGgufFile,
  }: { hookName?: string; inputScale?: number; rootsOnly?: boolean; isFile?: (path: string) => boolean } = {},
): Promise<WeightsSource> {
  const path = resolve(name);
  const scale = inputScale === undefined ? {} : { inputScale };
  if (!name.startsWith("hf:") && (await isThere(path, isFile))) {
    checkRoot(await realpath(path), { required: rootsOnly });
    return { kind: "directory", path, ...(hookName ? { hookName } : {}), ...scale };
  }
  const [, repo, folder = "", revision] = HUB.exec(name) ?? [];
  if (repo && !isAbsolute(name) && !name.startsWith(".") && !name.includes(".."))
    return { ...(await resolveHub(repo, revision, folder.slice(1), hookName)), ...scale };
  throw new FeaturescopeError(
    "NOT_FOUND",
    `There is no ${isFile(path) ? "file" : "folder"} ${path}.`,
    "Give a folder, a model's .gguf file or an SAE's own file, or a Hugging Face repository as owner/name, owner/name/folder, owner/name/file.gguf " +
      "or owner/name@revision.",
  );
}

/**
 * Where FEATURESCOPE_ROOTS is set (folders, separated as in PATH), nothing outside of these is read. Throws BAD_INPUT.
 * @param required whether nothing at all is read where it is not set
 */
export function checkRoot(
  path: string,
  { required = false, roots = process.env.FEATURESCOPE_ROOTS }: { required?: boolean; roots?: string } = {},
): void {
  if (!roots && !required) return;
  const inside = (root: string) => {
    const way = relative(resolve(root), path);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  if (roots?.split(process.platform === "win32" ? ";" : ":").some((root) => root !== "" && inside(root)))
    return;
  throw new FeaturescopeError(
    "BAD_INPUT",
    roots
      ? `${path} lies outside of the folders in FEATURESCOPE_ROOTS.`
      : `${path} is a path on the worker's disk, and FEATURESCOPE_ROOTS names no folder that may be read.`,
    "Set FEATURESCOPE_ROOTS for workers to the folders that models, SAEs and texts are read from.",
  );
}

/** As a folder, or as a file of which one is enough. */
async function isThere(path: string, isFile: (path: string) => boolean): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory() || isFile(path),
    () => false,
  );
}
