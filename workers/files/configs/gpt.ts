/** config.json of GPT-2, GPT-Neo and GPT-NeoX (Pythia). */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { activationNamed, beginToken, endToken, layerCount, size, textTokens, unsupported } from "./common";
import { readRope, rotationConfig, ropeFields } from "./rope";

const END_OF_TEXT = 50_256;

const gpt2Json = z.object({
  model_type: z.literal("gpt2"),
  n_layer: layerCount,
  n_embd: size,
  n_head: size,
  n_inner: size.nullish(),
  n_positions: size.default(1024),
  vocab_size: size.default(50_257),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  activation_function: z.string().default("gelu_new"),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  add_cross_attention: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: beginToken,
  eos_token_id: endToken.default(END_OF_TEXT),
});

export function readGpt2Config(value: unknown, file: string): LanguageModelConfig {
  const json = gpt2Json.parse(value);
  for (const field of ["scale_attn_by_inverse_layer_idx", "add_cross_attention"] as const)
    if (json[field]) unsupported(file, field);
  return {
    family: "gpt2",
    layers: json.n_layer,
    width: json.n_embd,
    heads: json.n_head,
    kvHeads: json.n_head,
    hidden: json.n_inner ?? 4 * json.n_embd,
    vocabulary: json.vocab_size,
    context: json.n_positions,
    normEps: json.layer_norm_epsilon,
    attentionScale: json.scale_attn_weights ? undefined : 1,
    activation: activationNamed(json.activation_function, file),
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}

const gptNeoJson = z.object({
  model_type: z.literal("gpt_neo"),
  num_layers: layerCount,
  hidden_size: size,
  num_heads: size,
  intermediate_size: size.nullish(),
  max_position_embeddings: size.default(2048),
  vocab_size: size.default(50_257),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  activation_function: z.string().default("gelu_new"),
  attention_layers: z.array(z.string()).optional(),
  attention_types: z
    .array(z.tuple([z.array(z.string()).max(16), z.number().int().nonnegative().max(1024)]))
    .max(64)
    .optional(),
  window_size: size.default(256),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: beginToken,
  eos_token_id: endToken.default(END_OF_TEXT),
});

export function readGptNeoConfig(value: unknown, file: string): LanguageModelConfig {
  const json = gptNeoJson.parse(value);
  const kinds =
    json.attention_layers ??
    json.attention_types?.flatMap(([pattern, times]) => Array<string[]>(times).fill(pattern).flat()) ??
    [];
  if (kinds.length < json.num_layers)
    unsupported(file, `a list of attention kinds for ${kinds.length} layers`);
  const local = kinds.slice(0, json.num_layers).flatMap((kind, layer) => (kind === "local" ? [layer] : []));
  return {
    family: "gpt-neo",
    layers: json.num_layers,
    width: json.hidden_size,
    heads: json.num_heads,
    kvHeads: json.num_heads,
    hidden: json.intermediate_size ?? 4 * json.hidden_size,
    vocabulary: json.vocab_size,
    context: json.max_position_embeddings,
    normEps: json.layer_norm_epsilon,
    window: local.length > 0 ? { size: json.window_size, layers: local } : undefined,
    attentionScale: 1,
    activation: activationNamed(json.activation_function, file),
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}

const gptNeoxJson = z.object({
  model_type: z.literal("gpt_neox"),
  num_hidden_layers: layerCount,
  hidden_size: size,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size.default(2048),
  vocab_size: size,
  layer_norm_eps: z.number().positive().default(1e-5),
  hidden_act: z.string().default("gelu"),
  head_dim: size.nullish(),
  rotary_pct: z.number().positive().max(1).optional(),
  rotary_emb_base: z.number().positive().optional(),
  ...ropeFields,
  use_parallel_residual: z.boolean().default(true),
  attention_bias: z.boolean().default(true),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: beginToken,
  eos_token_id: endToken.default(0),
});

export function readGptNeoxConfig(value: unknown, file: string): LanguageModelConfig {
  const json = gptNeoxJson.parse(value);
  const headWidth = json.hidden_size / json.num_attention_heads;
  if (json.head_dim != null && json.head_dim !== headWidth)
    unsupported(file, `head_dim ${json.head_dim} of GPT-NeoX`);
  const { rotary_pct: share, partial_rotary_factor: also } = json;
  if (share !== undefined && also != null && also !== share)
    unsupported(file, `rotary_pct ${share} beside partial_rotary_factor ${also}`);
  const rope = readRope(json, file, {
    headWidth,
    defaultTheta: json.rotary_emb_base,
    share: share ?? 0.25,
  });
  return {
    family: "gpt-neox",
    layers: json.num_hidden_layers,
    width: json.hidden_size,
    heads: json.num_attention_heads,
    kvHeads: json.num_attention_heads,
    hidden: json.intermediate_size,
    vocabulary: json.vocab_size,
    normEps: json.layer_norm_eps,
    ...rotationConfig(rope, json.max_position_embeddings),
    rotatedWidth: rope.rotatedWidth ?? headWidth,
    unbiasedAttention: json.attention_bias ? undefined : true,
    activation: activationNamed(json.hidden_act, file),
    parallel: json.use_parallel_residual,
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}
