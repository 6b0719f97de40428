/** config.json of Gemma, Gemma 2 and Gemma 3 (the text part, whose table stands under text_config in multimodal models). */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { readRope } from "./rope";
import { windowedLayers, windowFields } from "./windows";

const gemmaFields = {
  ...decoderFields,
  rms_norm_eps: z.number().positive().default(1e-6),
  head_dim: size.default(256),
  max_position_embeddings: size.default(8192),
  use_bidirectional_attention: z.union([z.boolean(), z.string()]).nullish(),
  bos_token_id: decoderFields.bos_token_id.default(2),
  eos_token_id: decoderFields.eos_token_id.default(1),
  tie_word_embeddings: z.boolean().default(true),
};

const gemma1Json = z.object({
  model_type: z.literal("gemma"),
  ...gemmaFields,
  hidden_act: z.string().default("gelu_pytorch_tanh"),
  hidden_activation: z.string().nullish(),
});

export function readGemma1Config(value: unknown, file: string): LanguageModelConfig {
  const json = gemma1Json.parse(value);
  if (json.use_bidirectional_attention) unsupported(file, "use_bidirectional_attention");
  if (json.hidden_activation && json.hidden_activation !== json.hidden_act)
    unsupported(file, `hidden_activation "${json.hidden_activation}" beside hidden_act "${json.hidden_act}"`);
  return readDecoder(json, file, { family: "gemma" });
}

const gemmaJson = z.object({
  model_type: z.enum(["gemma2", "gemma3_text"]),
  ...gemmaFields,
  ...windowFields,
  num_attention_heads: size.default(8),
  num_key_value_heads: size.default(4),
  vocab_size: size.default(262_208),
  rope_local_base_freq: z.number().positive().default(10_000),
  query_pre_attn_scalar: z.number().positive().default(256),
  sliding_window: size.default(4096),
  sliding_window_pattern: size.nullish(),
  attn_logit_softcapping: z.number().positive().nullish(),
  final_logit_softcapping: z.number().positive().nullish(),
  hidden_activation: z.string().nullish(),
});

const multimodal = z.object({ model_type: z.literal("gemma3"), text_config: z.looseObject({}) });

export function readGemmaConfig(value: unknown, file: string): LanguageModelConfig {
  const outer = multimodal.safeParse(value);
  const json = gemmaJson.parse(
    outer.success ? { ...(value as object), model_type: "gemma3_text", ...outer.data.text_config } : value,
  );
  const gemma3 = json.model_type === "gemma3_text";
  if (json.use_bidirectional_attention) unsupported(file, "use_bidirectional_attention");
  const activation = json.hidden_activation ?? "gelu_pytorch_tanh";
  const config = readDecoder({ ...json, hidden_act: activation }, file, {
    family: gemma3 ? "gemma3" : "gemma2",
    ...(gemma3 ? { defaultTheta: 1_000_000 } : {}),
  });
  const { local } = readRope(json, file, { headWidth: json.head_dim });
  // Gemma 2 has a window in every other layer, Gemma 3 in five of six.
  const period = json.sliding_window_pattern ?? (gemma3 ? 6 : 2);
  return {
    ...config,
    window: {
      size: json.sliding_window,
      layers: windowedLayers(json.layer_types, config.layers, file, (layer) => (layer + 1) % period !== 0),
      ...(gemma3
        ? { ropeTheta: local?.theta ?? json.rope_local_base_freq, ropeScaling: local?.scaling }
        : {}),
    },
    attentionScale: json.query_pre_attn_scalar ** -0.5,
    // only an explicit null says that there is none
    attentionCap: capOf(json.attn_logit_softcapping, gemma3 ? null : 50),
    logitCap: capOf(json.final_logit_softcapping, gemma3 ? null : 30),
  };
}

const capOf = (given: number | null | undefined, usual: number | null): number | undefined =>
  (given === undefined ? usual : given) ?? undefined;
