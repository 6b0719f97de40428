/**
 * Hugging Face's config.json of the supported families. Everything that would change the numbers and is not supported
 * is refused.
 */
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, type LanguageModelConfig } from "@/domain/models";
import { checkHeads, unsupported } from "./configs/common";
import { readGemma1Config, readGemmaConfig } from "./configs/gemma";
import { readGemma4Config } from "./configs/gemma4";
import { readGpt2Config, readGptNeoConfig, readGptNeoxConfig } from "./configs/gpt";
import { readGptOssConfig } from "./configs/gpt-oss";
import { readLlamaConfig, readMistralConfig } from "./configs/llama";
import { readOlmoConfig } from "./configs/olmo";
import { readPhi3Config } from "./configs/phi3";
import { readQwenConfig, readQwenMixtureConfig } from "./configs/qwen";
import { readSmollm3Config } from "./configs/smollm3";
import { readStablelmConfig } from "./configs/stablelm";
import { readFurtherEnds } from "./configs/text-ends";
import { readJsonFile } from "./json-file";

type Reader = (value: unknown, file: string) => LanguageModelConfig;

const READERS: Readonly<Record<string, Reader>> = {
  gpt2: readGpt2Config,
  gpt_neo: readGptNeoConfig,
  gpt_neox: readGptNeoxConfig,
  llama: readLlamaConfig,
  mistral: readMistralConfig,
  smollm3: readSmollm3Config,
  qwen2: readQwenConfig,
  qwen3: readQwenConfig,
  qwen3_moe: readQwenMixtureConfig,
  phi3: readPhi3Config,
  olmo2: readOlmoConfig,
  olmo3: readOlmoConfig,
  stablelm: readStablelmConfig,
  gemma: readGemma1Config,
  gemma2: readGemmaConfig,
  gemma3: readGemmaConfig,
  gemma3_text: readGemmaConfig,
  gemma4: readGemma4Config,
  gemma4_text: readGemma4Config,
  gemma4_unified: readGemma4Config,
  gemma4_unified_text: readGemma4Config,
  gpt_oss: readGptOssConfig,
};

/** By model_type the form of quantised weights that is read of it (model-weights.ts). */
const QUANTISED: Readonly<Record<string, string>> = { gpt_oss: "mxfp4" };

/** Throws CORRUPT_FILE for missing or impossible fields, UNSUPPORTED for what cannot be computed here. */
export async function readModelConfig(path: string): Promise<LanguageModelConfig> {
  const value = await readJsonFile(path, z.unknown());
  const config = parseModelConfig(value, path);
  return { ...config, ...(await readFurtherEnds(path, value, config)) };
}

export function parseModelConfig(value: unknown, file: string): LanguageModelConfig {
  const typed = z.object({ model_type: z.string() }).safeParse(value);
  if (!typed.success) {
    const { architectures } = z.object({ architectures: z.array(z.string()) }).safeParse(value).data ?? {};
    if (architectures?.[0] !== undefined)
      return unsupported(file, `the architecture "${architectures[0]}" without a model_type`);
    throw corrupt(file, "model_type is missing");
  }
  const type = typed.data.model_type;
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!reader) return unsupported(file, `model_type "${type}"`);
  const { quantization_config: quantised } =
    z.object({ quantization_config: z.looseObject({}).nullish() }).safeParse(value).data ?? {};
  if (quantised && (!Object.hasOwn(QUANTISED, type) || quantised.quant_method !== QUANTISED[type]))
    return unsupported(file, `quantization_config (quant_method "${String(quantised.quant_method)}")`);
  try {
    return languageModelConfig.parse(checkHeads(reader(value, file), file));
  } catch (error) {
    throw error instanceof z.ZodError ? corrupt(file, z.prettifyError(error)) : error;
  }
}

const corrupt = (file: string, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${file}: ${what}.`,
    "The configuration is damaged or of something else than a language model: fetch it again.",
  );
