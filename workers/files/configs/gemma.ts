/** config.json of Gemma 2 and of Gemma 3 (the text part, whose table stands under text_config in multimodal models). */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import {
  activationNamed,
  beginToken,
  endToken,
  layerCount,
  readContext,
  size,
  textTokens,
  unsupported,
} from "./common";
import { readRope, ropeFields } from "./rope";

const gemmaJson = z.object({
  model_type: z.enum(["gemma2", "gemma3_text"]),
  num_hidden_layers: layerCount,
  hidden_size: size,
  num_attention_heads: size.default(8),
  num_key_value_heads: size.default(4),
  head_dim: size.default(256),
  intermediate_size: size,
  vocab_size: size.default(262_208),
  max_position_embeddings: size.default(8192),
  rms_norm_eps: z.number().positive().default(1e-6),
  ...ropeFields,
  rope_local_base_freq: z.number().positive().default(10_000),
  query_pre_attn_scalar: z.number().positive().default(256),
  sliding_window: size.default(4096),
  sliding_window_pattern: size.nullish(),
  layer_types: z.array(z.string()).nullish(),
  attn_logit_softcapping: z.number().positive().nullish(),
  final_logit_softcapping: z.number().positive().nullish(),
  hidden_activation: z.string().nullish(),
  attention_bias: z.boolean().nullish(),
  use_bidirectional_attention: z.boolean().nullish(),
  bos_token_id: beginToken.default(2),
  eos_token_id: endToken.default(1),
  tie_word_embeddings: z.boolean().default(true),
});

const multimodal = z.object({ model_type: z.literal("gemma3"), text_config: z.looseObject({}) });

export function readGemmaConfig(value: unknown, file: string): LanguageModelConfig {
  const outer = multimodal.safeParse(value);
  const json = gemmaJson.parse(
    outer.success ? { ...(value as object), model_type: "gemma3_text", ...outer.data.text_config } : value,
  );
  const gemma3 = json.model_type === "gemma3_text";
  if (json.attention_bias) unsupported(file, "attention_bias");
  if (json.use_bidirectional_attention) unsupported(file, "use_bidirectional_attention");
  const { theta, scaling, localTheta } = readRope(json, file, gemma3 ? 1_000_000 : undefined);
  const layers = json.num_hidden_layers;
  // Gemma 2 has a window in every other layer, Gemma 3 in five of six.
  const period = json.sliding_window_pattern ?? (gemma3 ? 6 : 2);
  const local = Array.from({ length: layers }, (_, layer) => layer).filter((layer) =>
    json.layer_types ? json.layer_types[layer] === "sliding_attention" : (layer + 1) % period !== 0,
  );
  return {
    family: gemma3 ? "gemma3" : "gemma2",
    layers,
    width: json.hidden_size,
    heads: json.num_attention_heads,
    kvHeads: json.num_key_value_heads,
    headWidth: json.head_dim,
    hidden: json.intermediate_size,
    vocabulary: json.vocab_size,
    context: readContext(json.max_position_embeddings),
    normEps: json.rms_norm_eps,
    ropeTheta: theta,
    ropeScaling: scaling,
    window: {
      size: json.sliding_window,
      layers: local,
      ropeTheta: gemma3 ? (localTheta ?? json.rope_local_base_freq) : undefined,
    },
    attentionScale: json.query_pre_attn_scalar ** -0.5,
    attentionCap: json.attn_logit_softcapping ?? undefined,
    logitCap: json.final_logit_softcapping ?? undefined,
    activation: activationNamed(json.hidden_activation ?? "gelu_pytorch_tanh", file),
    tiedHead: json.tie_word_embeddings,
    ...textTokens(json, file),
  };
}
