import { dataFolder } from "@/workers/files/data-folder";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { fetchModel } from "../fetch-model";

/** A model that comes with the program, ready to run. */
export async function openModel(id: string): Promise<LanguageModel> {
  return loadLanguageModel(await fetchModel(id, { dataFolder: dataFolder() }));
}
