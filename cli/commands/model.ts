import { resolve } from "node:path";
import { dataFolder } from "@/workers/files/data-folder";
import { isGgufFile } from "@/workers/files/gguf/model";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { fetchModel } from "../fetch-model";

/** A model ready to run: one that comes with the program by its name, a folder, or a GGUF file. */
export async function openModel(id: string): Promise<LanguageModel> {
  if (/^[.~]?[/\\]|^\.\./.test(id) || isGgufFile(id)) return loadLanguageModel(resolve(id), dataFolder());
  return loadLanguageModel(await fetchModel(id, { dataFolder: dataFolder() }), dataFolder());
}
