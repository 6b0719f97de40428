/**
 * config.json of Llama, Mistral, Qwen2 and Qwen3, with one field of our own: rope_interleaved, true when the rows of q
 * and k are in the order of llama2.c.
 */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { beginToken, endToken, layerCount, readContext, size, textTokens, unsupported } from "./common";
import { readRope, ropeFields } from "./rope";

const FAMILIES = { llama: "llama", mistral: "llama", qwen2: "qwen2", qwen3: "qwen3" } as const;

export const llamaJson = z.object({
  model_type: z.enum(["llama", "mistral", "qwen2", "qwen3"]),
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
  rope_interleaved: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  hidden_act: z.string().default("silu"),
  sliding_window: size.nullish(),
  use_sliding_window: z.boolean().optional(),
  layer_types: z.array(z.string()).nullish(),
  max_window_layers: z.number().int().nonnegative().optional(),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: beginToken,
  eos_token_id: endToken.optional(),
});

export function readLlamaConfig(value: unknown, file: string): LanguageModelConfig {
  const json = llamaJson.parse(value);
  if (json.attention_bias || json.mlp_bias) unsupported(file, "a bias in attention or MLP");
  if (json.hidden_act !== "silu") unsupported(file, `hidden_act "${json.hidden_act}"`);
  const heads = json.num_attention_heads;
  const { theta, scaling } = readRope(json, file);
  const defaultHead = json.model_type === "qwen3" ? 128 : undefined;
  const headWidth = json.head_dim ?? defaultHead;
  return {
    family: FAMILIES[json.model_type],
    layers: json.num_hidden_layers,
    width: json.hidden_size,
    heads,
    kvHeads: json.num_key_value_heads ?? heads,
    headWidth: headWidth === json.hidden_size / heads ? undefined : headWidth,
    hidden: json.intermediate_size,
    vocabulary: json.vocab_size,
    context: readContext(json.max_position_embeddings),
    normEps: json.rms_norm_eps,
    ropeTheta: theta,
    ropeInterleaved: json.rope_interleaved,
    ropeScaling: scaling,
    window: readWindow(json),
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}

/** A window as wide as what is read at once changes nothing and is left out. */
function readWindow(json: z.infer<typeof llamaJson>): LanguageModelConfig["window"] {
  const { sliding_window: window, layer_types: types, num_hidden_layers: layers } = json;
  if (json.use_sliding_window === false || !window || window >= readContext(json.max_position_embeddings))
    return undefined;
  // Qwen keeps its first layers global, Mistral none.
  const firstLocal = json.use_sliding_window === undefined ? 0 : (json.max_window_layers ?? 0);
  const local = Array.from({ length: layers }, (_, layer) => layer).filter((layer) =>
    types ? types[layer] === "sliding_attention" : layer >= firstLocal,
  );
  return local.length > 0 ? { size: window, layers: local } : undefined;
}

/** What a llama2.c checkpoint becomes. */
export function llamaConfigJson(
  config: LanguageModelConfig,
): z.input<typeof llamaJson> & { architectures: string[] } {
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    num_hidden_layers: config.layers,
    hidden_size: config.width,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    intermediate_size: config.hidden,
    vocab_size: config.vocabulary,
    max_position_embeddings: config.context,
    rms_norm_eps: config.normEps,
    rope_theta: config.ropeTheta,
    rope_interleaved: config.ropeInterleaved,
    hidden_act: "silu",
    tie_word_embeddings: config.tiedHead,
    bos_token_id: config.bos,
    eos_token_id: config.eos,
  };
}
