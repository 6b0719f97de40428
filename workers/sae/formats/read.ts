/** An SAE in a folder or a file, whichever program wrote it. */
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { checkFinite } from "../../files/check-finite";
import { fileError } from "../../files/file-errors";
import { refuseAdapter } from "../../files/refuse-adapter";
import { checkSae } from "../sae-weights";
import { CIRCUIT_TRACER_FILE, readCircuitTracer } from "./circuit-tracer";
import type { ReadSaeOptions } from "./common";
import { readDictionaryLearning } from "./dictionary-learning";
import { readGemmaScope1, readGemmaScope2 } from "./gemma-scope";
import { GOODFIRE_FILE, readGoodfire } from "./goodfire";
import { KNOWN_REPOSITORIES } from "./known-repositories";
import { otherFolder } from "./other-kinds";
import { readLlamaScope, readLlamaScopeDistill } from "./llama-scope";
import { readOpenai } from "./openai";
import { QWEN_SCOPE_FILE, readQwenScope } from "./qwen-scope";
import { readSaelens, type SaelensSae } from "./saelens";
import { readSparsify } from "./sparsify";

interface Format {
  /** As people know it. */
  title: string;
  /** Files of which a folder in this format has all; the last one holds the weights. */
  files: readonly string[];
  read: (folder: string, options: ReadSaeOptions) => Promise<SaelensSae>;
}

const FORMATS: readonly Format[] = [
  { title: "SAELens", files: ["cfg.json", "sae_weights.safetensors"], read: readSaelens },
  { title: "sparsify", files: ["cfg.json", "sae.safetensors"], read: readSparsify },
  { title: "dictionary_learning", files: ["config.json", "ae.pt"], read: readDictionaryLearning },
  { title: "Gemma Scope 2", files: ["config.json", "params.safetensors"], read: readGemmaScope2 },
  { title: "Gemma Scope", files: ["params.npz"], read: readGemmaScope1 },
  {
    title: "Llama Scope",
    files: ["hyperparams.json", "checkpoints/final.safetensors"],
    read: readLlamaScope,
  },
  {
    title: "Llama Scope R1 Distill",
    files: ["config.json", "sae_weights.safetensors"],
    read: readLlamaScopeDistill,
  },
];

/** Formats of which a file is an SAE, by its name. */
const FILE_FORMATS: readonly { title: string; name: RegExp; read: Format["read"] }[] = [
  { title: "Qwen Scope", name: QWEN_SCOPE_FILE, read: readQwenScope },
  { title: "circuit-tracer", name: CIRCUIT_TRACER_FILE, read: readCircuitTracer },
  { title: "Goodfire", name: GOODFIRE_FILE, read: readGoodfire },
  { title: "OpenAI", name: /\.pt$/, read: readOpenai },
];

/** Whether a name is that of a file which may be an SAE by itself. */
export const isSaeFile = (path: string): boolean =>
  FILE_FORMATS.some(({ name }) => name.test(basename(path)));

/** Which format a folder or a file is in, and where its weights are. Throws NOT_FOUND, UNSUPPORTED. */
export async function findSaeFormat(place: string): Promise<{ format: Format; weightsFile: string }> {
  const found = await stat(place).catch((error: unknown) => {
    throw fileError(error, place);
  });
  if (found.isFile()) return fileFormat(place);
  return folderFormat(place);
}

function fileFormat(weightsFile: string): { format: Format; weightsFile: string } {
  const name = basename(weightsFile);
  const format = FILE_FORMATS.find((known) => known.name.test(name));
  if (format)
    return {
      format: { title: format.title, files: [name], read: (_, options) => format.read(weightsFile, options) },
      weightsFile,
    };
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${weightsFile} is no SAE in a known format.`,
    "Files that are one are layerL.sae.pt (Qwen Scope), layer_L.safetensors (circuit-tracer), MODEL-SAE-lL.pth (Goodfire) and .pt (OpenAI); else give a folder.",
  );
}

async function folderFormat(folder: string): Promise<{ format: Format; weightsFile: string }> {
  const names = await readdir(folder);
  const format = FORMATS.find(({ files }) => files.every((file) => existsSync(join(folder, file))));
  if (format) return { format, weightsFile: join(folder, format.files.at(-1) ?? "") };
  const single = names.filter(isSaeFile);
  if (single.length === 1 && single[0]) return fileFormat(join(folder, single[0]));
  if (single.length > 1)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${folder} holds ${single.length} SAEs.`,
      `Name the file of one, such as ${join(folder, single.toSorted()[0] ?? "")}.`,
    );
  refuseAdapter(folder, names);
  const other = await otherFolder(folder, names);
  if (other) throw other;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${folder} holds no SAE in a known format.`,
    `Known are ${FORMATS.map(({ title, files }) => `${title} (${files.join(", ")})`).join("; ")}; OpenAI (one .pt), Qwen Scope (layerL.sae.pt), circuit-tracer (layer_L.safetensors), Goodfire (MODEL-SAE-lL.pth).`,
  );
}

/** What is known of an SAE by where it comes from. */
export const readOptions = (source: WeightsSource): ReadSaeOptions => ({
  ...("hookName" in source && source.hookName ? { hookName: source.hookName } : {}),
  ...("inputScale" in source && source.inputScale ? { inputScale: source.inputScale } : {}),
  ...(source.kind === "hub" && Object.hasOwn(KNOWN_REPOSITORIES, source.repo)
    ? { known: KNOWN_REPOSITORIES[source.repo] }
    : {}),
});

/** The SAE as it is stored; `foldForInference` brings it into the form that is run and shown. */
export async function readSae(folder: string, options: ReadSaeOptions = {}): Promise<SaelensSae> {
  const { format, weightsFile } = await findSaeFormat(folder);
  const sae = await format.read(folder, options);
  if (options.hookName) sae.config = { ...sae.config, hookName: options.hookName };
  if (options.known) sae.config = { ...sae.config, ...options.known };
  if (options.inputScale !== undefined) {
    if (sae.config.inputNormalisation !== "average-norm")
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${folder}: the SAE's activations are not scaled by one factor (expected_average_only_in).`,
        "Leave out --input-scale.",
      );
    sae.inputScale = options.inputScale;
  }
  checkSae(sae, weightsFile);
  checkFinite(sae.weights, weightsFile);
  return sae;
}
