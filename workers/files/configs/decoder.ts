/** What config.json has in common for gated decoders: Llama and all that is built like it. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { activationNamed, beginToken, endToken, layerCount, size, textTokens } from "./common";
import { readRope, rotationConfig, ropeFields, type RopeDefaults } from "./rope";

export const decoderFields = {
  num_hidden_layers: layerCount,
  hidden_size: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  intermediate_size: size,
  vocab_size: size,
  max_position_embeddings: size,
  rms_norm_eps: z.number().positive(),
  ...ropeFields,
  hidden_act: z.string().default("silu"),
  attention_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: beginToken,
  eos_token_id: endToken.optional(),
};
type DecoderJson = z.infer<z.ZodObject<typeof decoderFields>>;

export interface DecoderOptions extends Omit<RopeDefaults, "headWidth"> {
  family: LanguageModelConfig["family"];
  /** Of a head where head_dim is not given; else width / heads. */
  headWidth?: number;
  biases?: LanguageModelConfig["biases"];
}

/** Everything but windows, of which each family has its own rules. */
export function readDecoder(
  json: DecoderJson,
  file: string,
  { family, biases = [], ...options }: DecoderOptions,
): LanguageModelConfig {
  const heads = json.num_attention_heads;
  const even = json.hidden_size / heads;
  const headWidth = json.head_dim ?? options.headWidth ?? even;
  const rope = readRope(json, file, { ...options, headWidth });
  const all = json.attention_bias ? [...biases, "qkv" as const, "attention-out" as const] : biases;
  const activation = activationNamed(json.hidden_act, file);
  return {
    family,
    layers: json.num_hidden_layers,
    width: json.hidden_size,
    heads,
    kvHeads: json.num_key_value_heads ?? heads,
    headWidth: headWidth === even ? undefined : headWidth,
    hidden: json.intermediate_size,
    vocabulary: json.vocab_size,
    normEps: json.rms_norm_eps,
    ...rotationConfig(rope, json.max_position_embeddings),
    rotatedWidth: rope.rotatedWidth,
    activation: activation === "silu" ? undefined : activation,
    biases: all.length > 0 ? all : undefined,
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}
