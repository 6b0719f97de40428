import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { PROJECT_ROOT } from "@/domain/project-root";
import { isGgufFile } from "@/workers/files/gguf/model";
import { hasCode } from "@/workers/files/file-errors";
import { hashFile } from "@/workers/files/hashes";
import { readJsonFile } from "@/workers/files/json-file";
import { languageModelPlace } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { check, type Check } from "./check";

const saeManifest = z.object({ weightsSha256: z.string() });
const corpusManifest = z.object({ file: z.string(), sha256: z.string() });

/** Every model under models/: whether its weights are here, and its SAEs and corpus against their recorded hashes. */
export async function checkModels(dataFolder: string): Promise<Check[]> {
  const root = join(PROJECT_ROOT, "models");
  const models = await foldersIn(root);
  const checks = models.map(async (id) => {
    const parts = await foldersIn(join(root, id));
    return Promise.all([
      checkLanguageModel(id, dataFolder),
      ...parts.map((part) => (part === "corpus" ? checkCorpus(root, id) : checkSae(root, id, part))),
    ]);
  });
  return (await Promise.all(checks)).flat();
}

const checkLanguageModel = (id: string, dataFolder: string) =>
  check(`model ${id}`, async () => {
    const { source } = await readLanguageModelManifest(id);
    const folder = languageModelPlace(source, dataFolder);
    const file = isGgufFile(folder) ? folder : join(folder, "model.safetensors");
    try {
      const sha256 = await hashFile(file, "sha256", "hex");
      return { text: `sha256 ${sha256}, in ${folder}`, details: { fetched: true, folder, sha256 } };
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      return {
        text: "not fetched yet; it is when it is used first",
        details: { fetched: false, folder },
      };
    }
  });

const checkSae = (root: string, model: string, slug: string) =>
  check(`SAE ${model}/${slug}`, async () => {
    const folder = join(root, model, slug);
    const { weightsSha256 } = await readJsonFile(join(folder, "manifest.json"), saeManifest);
    return compare(join(folder, "sae_weights.safetensors"), weightsSha256);
  });

const checkCorpus = (root: string, model: string) =>
  check(`corpus of ${model}`, async () => {
    const folder = join(root, model, "corpus");
    const { file, sha256 } = await readJsonFile(join(folder, "manifest.json"), corpusManifest);
    return compare(join(folder, file), sha256);
  });

async function compare(file: string, expected: string) {
  const sha256 = await hashFile(file, "sha256", "hex");
  if (sha256 === expected) return { text: `sha256 ${sha256}`, details: { sha256 } };
  throw new FeaturescopeError(
    "HASH_MISMATCH",
    `${file} has sha256 ${sha256}, not ${expected}.`,
    "It was changed after it was made: check the file out again.",
  );
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
