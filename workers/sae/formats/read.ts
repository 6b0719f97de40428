/** An SAE in a folder, whichever program wrote it. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { checkFinite } from "../../files/check-finite";
import { fileError } from "../../files/file-errors";
import { refuseAdapter } from "../../files/refuse-adapter";
import { checkSae } from "../sae-weights";
import type { ReadSaeOptions } from "./common";
import { readDictionaryLearning } from "./dictionary-learning";
import { readGemmaScope1, readGemmaScope2 } from "./gemma-scope";
import { KNOWN_REPOSITORIES } from "./known-repositories";
import { otherFolder } from "./other-kinds";
import { readOpenai } from "./openai";
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
];

/** Which format a folder is in, and its weights' file. Throws NOT_FOUND, UNSUPPORTED. */
export async function findSaeFormat(folder: string): Promise<{ format: Format; weightsFile: string }> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(error, folder);
  });
  const format = FORMATS.find(({ files }) => files.every((file) => names.includes(file)));
  if (format) return { format, weightsFile: join(folder, format.files.at(-1) ?? "") };
  const torch = names.filter((name) => name.endsWith(".pt"));
  if (torch.length === 1 && torch[0]) {
    const weightsFile = join(folder, torch[0]);
    const read = (_: string, options: ReadSaeOptions) => readOpenai(weightsFile, options);
    return { format: { title: "OpenAI", files: torch, read }, weightsFile };
  }
  refuseAdapter(folder, names);
  const other = await otherFolder(folder, names);
  if (other) throw other;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${folder} holds no SAE in a known format.`,
    `Known are ${FORMATS.map(({ title, files }) => `${title} (${files.join(", ")})`).join("; ")}; OpenAI (one .pt).`,
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
