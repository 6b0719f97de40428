import type { LanguageModelConfig } from "@/domain/models";
import type { Family } from "./family";
import { gemma2 } from "./gemma2";
import { gemma3 } from "./gemma3";
import { gpt2 } from "./gpt2";
import { gptNeo } from "./gpt-neo";
import { gptNeox } from "./gpt-neox";
import { llama } from "./llama";
import { qwen2 } from "./qwen2";
import { qwen3 } from "./qwen3";

const FAMILIES: Record<LanguageModelConfig["family"], Family> = {
  gpt2,
  "gpt-neo": gptNeo,
  "gpt-neox": gptNeox,
  llama,
  gemma2,
  gemma3,
  qwen2,
  qwen3,
};

export const familyOf = (config: LanguageModelConfig): Family => FAMILIES[config.family];
