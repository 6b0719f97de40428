/** The weights of a language model in a folder as Hugging Face lays it out: one file, or shards with an index. */
import { createHash } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor, Weights } from "../engine/ops";
import { familyOf } from "../models/families";
import { hashFile } from "./hashes";
import { readJsonFile } from "./json-file";
import { readSafetensors } from "./safetensors";
import { readTorchFile } from "./torch-file";

export const SINGLE_FILE = "model.safetensors";
/** In the order in which they are looked for: a file, or an index of several. */
const LAYOUTS = [
  SINGLE_FILE,
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
];

/** Checkpoints of the model without its head leave these out before every name. */
const PREFIXES = ["", "model.", "transformer.", "gpt_neox."];

const index = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * All weights that the family names, as float32, and nothing else of the files (buffers, vision towers).
 * Throws NOT_FOUND, or CORRUPT_FILE that names the first weight that is missing or has another shape.
 */
export async function readModelWeights(
  folder: string,
  config: LanguageModelConfig,
): Promise<Map<string, HostTensor>> {
  const shapes = familyOf(config).weightShapes(config);
  const wanted = (stored: string) => canonicalName(stored, shapes);
  const weights = new Map<string, HostTensor>();
  for (const file of await weightFiles(folder, wanted)) {
    const read = file.endsWith(".safetensors") ? readSafetensors : readTorchFile;
    const { tensors } = await read(file, { rename: wanted });
    for (const [name, tensor] of tensors) weights.set(name, tensor);
  }
  checkWeights(config, weights, folder);
  return weights;
}

/** The name that the family uses for a stored tensor; null for one that it has no use for. */
function canonicalName(stored: string, shapes: ReadonlyMap<string, unknown>): string | null {
  const name = stored.replace(/^(model\.)?language_model\./, "$1").replace(/^model\.model\./, "model.");
  const prefix = PREFIXES.find((before) => shapes.has(before + name));
  return prefix === undefined ? null : prefix + name;
}

/** One hash for all files that hold the model's weights: that of the file, or of the list of their hashes. */
export async function hashModelWeights(folder: string, config: LanguageModelConfig): Promise<string> {
  const shapes = familyOf(config).weightShapes(config);
  const files = await weightFiles(folder, (stored) => canonicalName(stored, shapes));
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashFile(file, "sha256", "hex"));
  return hashes.length === 1 && hashes[0]
    ? hashes[0]
    : createHash("sha256").update(hashes.join("\n")).digest("hex");
}

/** The files that hold weights, those of the wanted ones where an index says which. */
async function weightFiles(folder: string, wanted: (name: string) => string | null): Promise<string[]> {
  for (const layout of LAYOUTS) {
    const path = join(folder, layout);
    if (!(await exists(path))) continue;
    if (!layout.endsWith(".json")) return [path];
    const { weight_map } = await readJsonFile(path, index);
    const names = new Set(Object.entries(weight_map).flatMap(([name, file]) => (wanted(name) ? [file] : [])));
    for (const name of names) {
      if (/[/\\]/.test(name) || name.startsWith("."))
        throw new FeaturescopeError(
          "CORRUPT_FILE",
          `${path} names the file "${name}", which is not in the same folder.`,
          "The index is damaged: fetch it again.",
        );
    }
    return [...names].sort().map((name) => join(folder, name));
  }
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${folder} holds none of ${LAYOUTS.join(", ")}.`,
    "Give the folder of a language model as Hugging Face lays it out.",
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Throws CORRUPT_FILE that names the first weight of the model that is missing or has another shape. */
export function checkWeights(config: LanguageModelConfig, weights: Weights, where: string): void {
  for (const [name, shape] of familyOf(config).weightShapes(config)) {
    const found = weights.get(name);
    if (found?.shape.join() === shape.join() && found.dtype === "float32") continue;
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${where}: weight "${name}" ${found ? `is ${found.dtype} [${found.shape.join(", ")}]` : "is missing"}; ` +
        `the configuration asks for float32 [${shape.join(", ")}].`,
      "Weights and configuration must be of the same model: fetch both again.",
    );
  }
}
