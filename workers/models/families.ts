import type { LanguageModelConfig } from "@/domain/models";
import type { Family } from "./family";
import { llama } from "./llama";

const FAMILIES: Record<LanguageModelConfig["family"], Family> = { llama };

export const familyOf = (config: LanguageModelConfig): Family => FAMILIES[config.family];
