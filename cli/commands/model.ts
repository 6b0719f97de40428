import { resolve } from "node:path";
import { dataFolder } from "@/workers/files/data-folder";
import { isGgufFile } from "@/workers/files/gguf/model";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { fetchModel } from "../fetch-model";

/** Where the files of a model lie: of one that comes with the program by its name, which is fetched, a folder, or a GGUF file. */
export async function modelPlace(id: string): Promise<string> {
  if (/^[.~]?[/\\]|^\.\./.test(id) || isGgufFile(id)) return resolve(id);
  return fetchModel(id, { dataFolder: dataFolder() });
}

/** A model ready to run, named as modelPlace does. */
export const openModel = async (id: string): Promise<LanguageModel> =>
  loadLanguageModel(await modelPlace(id), dataFolder());
