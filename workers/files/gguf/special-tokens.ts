/** The tokens with a role, by the settings "tokenizer.ggml...". */
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { GgufValue } from "./value-types";

/** Kinds of tokens in "tokenizer.ggml.token_type". Source: llama.h, llama_token_type. */
export const TOKEN_KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** Control tokens that end a message or a text, whatever else a header says; llama.cpp knows them by name too. */
const ENDS = [
  ...["</s>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>"],
  ...["<end_of_turn>", "<|endofturn|>", "<|END_OF_TURN_TOKEN|>", "<EOT>"],
];
const END_SETTINGS = ["eot_token_id", "eom_token_id"];

type Settings = ReadonlyMap<string, GgufValue>;

/** Throws CORRUPT_FILE for an id beyond the vocabulary, or where no token ends a text. */
export function specialTokens(
  settings: Settings,
  vocabulary: number,
  file: string,
): Pick<LanguageModelConfig, "bos" | "eos" | "ends"> {
  const corrupt = (what: string) =>
    new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: ${what}.`,
      "Tokenizer and model must belong together: fetch the file again.",
    );
  const id = (name: string): number | undefined => {
    const value = settings.get(`tokenizer.ggml.${name}`);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= vocabulary)
      throw corrupt(`"tokenizer.ggml.${name}" is ${String(value)}, but the model has ${vocabulary} tokens`);
    return value;
  };
  const eos = id("eos_token_id");
  if (eos === undefined) throw corrupt('"tokenizer.ggml.eos_token_id" is missing');
  const bos = id("bos_token_id") ?? eos;
  const named = END_SETTINGS.flatMap((name) => id(name) ?? []);
  const ends = [...new Set([...named, ...endsByName(settings)])].filter((end) => end !== eos && end !== bos);
  return { bos, eos, ...(ends.length > 0 ? { ends: ends.sort((a, b) => a - b) } : {}) };
}

function endsByName(settings: Settings): number[] {
  const tokens = settings.get("tokenizer.ggml.tokens");
  const kinds = settings.get("tokenizer.ggml.token_type");
  if (!Array.isArray(tokens) || !Array.isArray(kinds)) return [];
  return ENDS.map((name) => tokens.indexOf(name)).filter((id) => id >= 0 && kinds[id] === TOKEN_KIND.control);
}
