import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { saeConfig, type WeightsSource } from "@/domain/models";
import { hashFile } from "../files/hashes";
import { keepWeights, LARGE_WEIGHTS } from "../files/kept-weights";
import { bundledFolder } from "../files/sources/directory";
import type { FetchOptions } from "../files/sources/fetch-options";
import { ensureHubFolder } from "../files/sources/hub";
import { foldForInference } from "./fold-for-inference";
import type { ReadSaeOptions } from "./formats/common";
import { findSaeFormat, readOptions, readSae } from "./formats/read";
import type { Sae } from "./sae";

/** Changes with what is made of an SAE's files. */
const FORM = 2;

/**
 * Reads an SAE ready for inference. Weights that are not those that were registered are fetched again where they can be;
 * else, and where that does not help, throws HASH_MISMATCH.
 */
export async function loadSae(source: WeightsSource, sha256: string, dataFolder: string): Promise<Sae> {
  const folder = await saeFolder(source, dataFolder);
  const { weightsFile } = await findSaeFormat(folder);
  let found = await hashFile(weightsFile, "sha256", "hex");
  if (found !== sha256 && source.kind === "hub") {
    await rm(weightsFile, { force: true });
    await saeFolder(source, dataFolder);
    found = await hashFile(weightsFile, "sha256", "hex");
  }
  if (found !== sha256) {
    throw new FeaturescopeError(
      "HASH_MISMATCH",
      `${weightsFile} has sha256 ${found}, but the SAE was registered with ${sha256}.`,
      "Restore the file, or register the SAE again.",
    );
  }
  const options = readOptions(source);
  const read = async () => {
    const sae = await readSae(folder, options);
    return foldForInference(sae, { inputScale: sae.inputScale });
  };
  const { size } = await stat(weightsFile);
  return size < LARGE_WEIGHTS ? read() : keepSae(folder, weightsFile, options, dataFolder, read);
}

/** A large SAE's weights stay on the disk, folded. */
async function keepSae(
  folder: string,
  weightsFile: string,
  options: ReadSaeOptions,
  dataFolder: string,
  read: () => Promise<Sae>,
): Promise<Sae> {
  const beside = (await stat(folder)).isFile() ? dirname(folder) : folder;
  const settings = (await readdir(beside)).filter((name) => /\.(json|yaml)$/.test(name)).sort();
  const files = [weightsFile, ...settings.map((name) => join(beside, name))];
  const { tensors, metadata } = await keepWeights(
    dataFolder,
    { files, as: `folded SAE ${JSON.stringify([FORM, options])}` },
    async () => {
      const { config, weights } = await read();
      const parts = [...weights].map(([name, { shape, data }]) => ({
        name,
        dtype: "F32" as const,
        shape,
        bytes: () => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      }));
      return { parts, metadata: { config: JSON.stringify(config) } };
    },
  );
  return { config: saeConfig.parse(JSON.parse(metadata.config ?? "null")), weights: tensors };
}

/** Where an SAE's folder or file is, fetched first where it is not there yet. */
export async function saeFolder(
  source: WeightsSource,
  dataFolder: string,
  options: Omit<FetchOptions, "dataFolder"> = {},
): Promise<string> {
  switch (source.kind) {
    case "bundled":
      return bundledFolder(source.folder);
    case "directory":
      return source.path;
    case "hub":
      return join(await ensureHubFolder(source, { ...options, dataFolder }), source.file ?? "");
    case "npm":
    case "python":
      throw new FeaturescopeError("UNSUPPORTED", "SAEs cannot be fetched from packages.", "Use a folder.");
  }
}
