/** Where a model's texts and messages end, beside its one end token: chat models have more than one such. */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { readJsonFile } from "../json-file";

const GENERATION = "generation_config.json";

const tokenId = z.number().int().nonnegative();
const ended = z.looseObject({ eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish() });
const withText = ended.extend({ text_config: ended.nullish() });

/**
 * Further tokens of config.json's list, and those of generation_config.json, which is what transformers stops at. A
 * configuration without either has none. Throws CORRUPT_FILE where the latter is not what it should be.
 * @param path of config.json
 */
export async function readFurtherEnds(
  path: string,
  config: unknown,
  { bos, eos, vocabulary }: Pick<LanguageModelConfig, "bos" | "eos" | "vocabulary">,
): Promise<Pick<LanguageModelConfig, "ends">> {
  const { eos_token_id: own, text_config: text } = withText.safeParse(config).data ?? {};
  const folder = dirname(path);
  const isThere = (await readdir(folder)).includes(GENERATION);
  const generation = isThere ? await readJsonFile(join(folder, GENERATION), ended) : {};
  const named = [own, text?.eos_token_id, generation.eos_token_id].flat();
  const ends = named.filter((id): id is number => id != null && id !== bos && id !== eos && id < vocabulary);
  return ends.length > 0 ? { ends: [...new Set(ends)].sort((a, b) => a - b) } : {};
}
