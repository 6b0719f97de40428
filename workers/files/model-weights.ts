/** The weights of a language model in a folder as Hugging Face lays it out: one file, or shards with an index. */
import { createHash } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor, TypedArray, Weights } from "../engine/ops";
import { weightBytes } from "../engine/weight-bytes";
import { familyOf } from "../models/families";
import { keysLayer } from "../models/layer-kinds";
import { withByteSource } from "./byte-source";
import { expertParts, expertStackNames, type StoredStack } from "./expert-stacks";
import { hashFile } from "./hashes";
import { readJsonFile } from "./json-file";
import { keepWeights, LARGE_WEIGHTS } from "./kept-weights";
import { readSafetensors, readSafetensorsInPlace, type TensorPart } from "./safetensors";
import { readSafetensorsHeader } from "./safetensors-header";
import { readElements, STORED_BYTES, WHOLE_NUMBERS } from "./tensor-data";
import { readTorchFile } from "./torch-file";

const SAFETENSORS = ".safetensors";
export const SINGLE_FILE = `model${SAFETENSORS}`;
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
 * All weights that the family names, as float32, and nothing else of the files (buffers, vision towers); other tensors are refused. Those of a large
 * model stay on the disk: in its own files where these are float32 safetensors, else in a copy in the data folder.
 * Throws NOT_FOUND, NO_SPACE, UNSUPPORTED for a tensor that would not be used, or CORRUPT_FILE that names the first weight that is missing or has another shape.
 * @param dataFolder without it everything is read into memory
 */
export async function readModelWeights(
  folder: string,
  config: LanguageModelConfig,
  dataFolder?: string,
): Promise<Map<string, HostTensor>> {
  const shapes = familyOf(config).weightShapes(config);
  const names = storedNames(config, shapes);
  const found = new Map<string, string>();
  const rename = (stored: string) => {
    const name = canonicalName(stored, names);
    if (name === null && !isWithoutEffect(stored, config)) throw unused(stored, folder, config);
    const other = name === null ? undefined : found.get(name);
    if (other !== undefined && other !== stored) throw twice(stored, other, folder);
    if (name !== null) found.set(name, stored);
    return name;
  };
  const files = await weightFiles(folder, rename);
  const stacks = expertStackNames(config).length > 0 ? await findStacks(files, rename, shapes) : null;
  const parts = stacks ? expertParts(stacks, config, folder) : [];
  const single = (stored: string) => {
    const name = rename(stored);
    return name !== null && shapes.has(name) ? name : null;
  };
  const large = dataFolder !== undefined && weightBytes(shapes.values()) >= LARGE_WEIGHTS;
  const weights = large
    ? await readLarge(files, single, dataFolder, parts)
    : await readAll(
        files,
        (file) =>
          file.endsWith(SAFETENSORS)
            ? readSafetensors(file, { rename: single })
            : readTorchFile(file, { rename: single }),
        parts,
      );
  checkWeights(config, weights, folder);
  return weights;
}

type Rename = (stored: string) => string | null;

/** Tensors that hold several weights of a model, by name. */
async function findStacks(
  files: readonly string[],
  rename: Rename,
  shapes: ReadonlyMap<string, unknown>,
): Promise<Map<string, StoredStack>> {
  const stacks = new Map<string, StoredStack>();
  for (const file of files) {
    if (!file.endsWith(SAFETENSORS))
      throw new FeaturescopeError(
        "UNSUPPORTED",
        `${file}: experts that share a tensor are read from safetensors alone.`,
        "Save the model as safetensors, as it is published.",
      );
    const { entries } = await withByteSource(file, readSafetensorsHeader);
    for (const entry of entries) {
      const name = rename(entry.name);
      if (name !== null && !shapes.has(name)) stacks.set(name, { file, entry });
    }
  }
  return stacks;
}

async function readAll(
  files: readonly string[],
  read: (file: string) => Promise<{ tensors: Map<string, HostTensor> }>,
  parts: readonly TensorPart[] = [],
): Promise<Map<string, HostTensor>> {
  const weights = new Map<string, HostTensor>();
  for (const file of files)
    for (const [name, tensor] of (await read(file)).tensors) weights.set(name, tensor);
  for (const { name, shape, bytes } of parts) {
    const { buffer, byteOffset, byteLength } = await bytes();
    const data = new Float32Array(buffer, byteOffset, byteLength / STORED_BYTES.F32);
    weights.set(name, { dtype: "float32", shape, data });
  }
  return weights;
}

async function readLarge(
  files: readonly string[],
  rename: Rename,
  dataFolder: string,
  made: readonly TensorPart[],
): Promise<Map<string, HostTensor>> {
  const parts = [...made];
  let inPlace = made.length === 0;
  for (const file of files) {
    if (!file.endsWith(SAFETENSORS)) {
      inPlace = false;
      continue;
    }
    const { entries } = await withByteSource(file, readSafetensorsHeader);
    for (const entry of entries) {
      const name = rename(entry.name);
      if (name === null) continue;
      inPlace &&= entry.dtype === "F32";
      parts.push({
        name,
        dtype: WHOLE_NUMBERS.has(entry.dtype) ? "I32" : "F32",
        shape: entry.shape,
        bytes: async () => bytesOf(await withByteSource(file, (source) => readElements(source, entry))),
      });
    }
  }
  if (inPlace) return readAll(files, (file) => readSafetensorsInPlace(file, { rename }));
  const { tensors } = await keepWeights(dataFolder, { files, as: "model" }, async () => {
    for (const file of files.filter((path) => !path.endsWith(SAFETENSORS)))
      for (const [name, { shape, data }] of (await readTorchFile(file, { rename })).tensors)
        parts.push({ name, dtype: "F32", shape, bytes: () => bytesOf(data) });
    return { parts };
  });
  return tensors;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** What checkpoints hold besides: masks and frequencies that are computed here, and what sees pictures or hears. */
const WITHOUT_EFFECT = [
  /\b(attn|attention)\.(attention\.)?(bias|masked_bias)$/,
  /\brotary_emb\.inv_freq$/,
  /(^|\.)(vision_tower|vision_model|vision_embedder|multi_modal_projector|audio_tower|embed_vision|embed_audio)\./,
];

/**
 * Whether the text's numbers are the same without a tensor. A tied head may be stored beside the embeddings, and keys and
 * values of layers that read those of others.
 */
function isWithoutEffect(stored: string, config: LanguageModelConfig): boolean {
  const [, layer] = /\blayers\.(\d+)\.self_attn\.[kv]_(proj|norm)\./.exec(stored) ?? [];
  return (
    WITHOUT_EFFECT.some((pattern) => pattern.test(stored)) ||
    (config.tiedHead && /(^|\.)(lm_head|embed_out)\.weight$/.test(stored)) ||
    (layer !== undefined && keysLayer(config, Number(layer)) !== Number(layer))
  );
}

const unused = (stored: string, folder: string, { family }: LanguageModelConfig) =>
  new FeaturescopeError(
    "UNSUPPORTED",
    `${folder}: the checkpoint has a tensor "${stored}", for which ${family} has no use here.`,
    "The model is of a kind that is computed differently, so its numbers would be wrong.",
  );

const twice = (one: string, other: string, folder: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${folder}: the checkpoint has both "${other}" and "${one}", which are names of one weight.`,
    "Leave one of them, or fetch the model again.",
  );

/** Weights of the model that are tensors of their own, and tensors that hold several. */
const storedNames = (
  config: LanguageModelConfig,
  shapes: ReadonlyMap<string, unknown>,
): ReadonlySet<string> => new Set([...shapes.keys(), ...expertStackNames(config)]);

/** The name that the family uses for a stored tensor; null for one that it has no use for. */
function canonicalName(stored: string, names: ReadonlySet<string>): string | null {
  const name = stored.replace(/^(model\.)?language_model\./, "$1").replace(/^model\.model\./, "model.");
  const prefix = PREFIXES.find((before) => names.has(before + name));
  return prefix === undefined ? null : prefix + name;
}

/** One hash for all files that hold the model's weights: that of the file, or of the list of their hashes. */
export async function hashModelWeights(folder: string, config: LanguageModelConfig): Promise<string> {
  const files = await listWeightFiles(folder, config);
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashFile(file, "sha256", "hex"));
  return hashes.length === 1 && hashes[0]
    ? hashes[0]
    : createHash("sha256").update(hashes.join("\n")).digest("hex");
}

/** The files that hold the model's weights. Throws NOT_FOUND or CORRUPT_FILE. */
export function listWeightFiles(folder: string, config: LanguageModelConfig): Promise<string[]> {
  const names = storedNames(config, familyOf(config).weightShapes(config));
  return weightFiles(folder, (stored) => canonicalName(stored, names));
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
