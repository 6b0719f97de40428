/** What the readers of Hugging Face's config.json share. */
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";

/**
 * Tokens that are read at once by models whose positions are computed. They could read more, but the scores of
 * attention grow with the square, and SAEs are trained on shorter texts.
 */
const LONGEST_CONTEXT = 2048;

/** Larger than in any published model, and small enough that no product of two of them overflows. */
export const LARGEST_SIZE = 1 << 24;
export const MOST_LAYERS = 1024;
/** Of a layer; each has weights of its own, so that more names than these would have to be kept. */
export const MOST_EXPERTS = 1024;

export const size = z.number().int().positive().max(LARGEST_SIZE);
export const layerCount = z.number().int().positive().max(MOST_LAYERS);
export const expertCount = z.number().int().positive().max(MOST_EXPERTS);
const tokenId = z.number().int().nonnegative();

/** Several models name a list of end tokens, of which the first one ends a text, and some none. */
export const endToken = z
  .union([tokenId, z.array(tokenId).min(1), z.null()])
  .transform((value) => (Array.isArray(value) ? (value[0] as number) : value));
export const beginToken = tokenId.nullish();

/**
 * What begins and ends a text; where a model names one of both alone it does for the other. Throws BAD_INPUT where it
 * names neither.
 */
export function textTokens(
  json: { bos_token_id?: number | null | undefined; eos_token_id?: number | null | undefined },
  file: string,
): Pick<LanguageModelConfig, "bos" | "eos"> {
  const bos = json.bos_token_id ?? json.eos_token_id;
  const eos = json.eos_token_id ?? json.bos_token_id;
  if (bos != null && eos != null) return { bos, eos };
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${file} names no token that begins or ends a text: bos_token_id and eos_token_id are null.`,
    "Write the ids of the tokenizer's tokens there; tokenizer_config.json names them.",
  );
}

/** Throws UNSUPPORTED that names the file and what is not supported in it. */
export function unsupported(file: string, what: string): never {
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: ${what} is not supported.`,
    "Supported are GPT-2, GPT-Neo, GPT-NeoX, Llama, Mistral, Gemma 1 to 3 and dense Gemma 4, Qwen2, Qwen3 and its mixtures, Phi-3, OLMo 2 and 3, StableLM, SmolLM3 and GPT-OSS in their published forms.",
  );
}

export const readContext = (positions: number) => Math.min(positions, LONGEST_CONTEXT);

const ACTIVATIONS: Readonly<Record<string, NonNullable<LanguageModelConfig["activation"]>>> = {
  gelu: "gelu-erf",
  gelu_new: "gelu-tanh",
  gelu_fast: "gelu-tanh",
  gelu_pytorch_tanh: "gelu-tanh",
  relu: "relu",
  silu: "silu",
  swish: "silu",
};

export function activationNamed(name: string, file: string): NonNullable<LanguageModelConfig["activation"]> {
  const found = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  return found ?? unsupported(file, `the activation function "${name}"`);
}

/** Throws CORRUPT_FILE when the heads do not share the width and the keys evenly. */
export function checkHeads(config: LanguageModelConfig, file: string): LanguageModelConfig {
  const { width, heads, kvHeads, headWidth } = config;
  const fail = (problem: string) => {
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: ${problem}.`,
      "The configuration is damaged: fetch it again.",
    );
  };
  if (headWidth === undefined && width % heads !== 0)
    fail(`width ${width} does not split into ${heads} heads`);
  if (heads % kvHeads !== 0) fail(`${heads} heads do not share ${kvHeads} key-value heads evenly`);
  const { globalHeads } = config;
  if (globalHeads && heads % globalHeads.kvHeads !== 0)
    fail(`${heads} heads do not share ${globalHeads.kvHeads} key-value heads evenly`);
  if (globalHeads && globalHeads.headWidth % 2 !== 0)
    fail(`an odd number of dimensions (${globalHeads.headWidth}) is to be rotated`);
  const rotated = config.rotatedWidth ?? headWidth ?? width / heads;
  const factors = config.ropeScaling?.kind === "factors" ? config.ropeScaling.factors.length : rotated / 2;
  if (factors !== rotated / 2) fail(`${factors} factors for the rotation of ${rotated} dimensions`);
  if (rotated > (headWidth ?? width / heads)) fail(`${rotated} dimensions of a head are to be rotated`);
  if (config.ropeTheta !== undefined && rotated % 2 !== 0)
    fail(`an odd number of dimensions (${rotated}) is to be rotated`);
  return config;
}
