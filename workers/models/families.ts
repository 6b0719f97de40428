import type { LanguageModelConfig } from "@/domain/models";
import type { Family } from "./family";
import { gemma } from "./gemma";
import { gemma2 } from "./gemma2";
import { gemma3 } from "./gemma3";
import { gemma4 } from "./gemma4";
import { gpt2 } from "./gpt2";
import { gptNeo } from "./gpt-neo";
import { gptNeox } from "./gpt-neox";
import { gptOss } from "./gpt-oss";
import { llama } from "./llama";
import { olmo2 } from "./olmo2";
import { phi3 } from "./phi3";
import { qwen2 } from "./qwen2";
import { qwen3 } from "./qwen3";
import { stablelm } from "./stablelm";

const FAMILIES: Record<LanguageModelConfig["family"], Family> = {
  gpt2,
  "gpt-neo": gptNeo,
  "gpt-neox": gptNeox,
  llama,
  gemma,
  gemma2,
  gemma3,
  gemma4,
  qwen2,
  qwen3,
  phi3,
  olmo2,
  stablelm,
  "gpt-oss": gptOss,
};

export const familyOf = (config: LanguageModelConfig): Family => FAMILIES[config.family];
