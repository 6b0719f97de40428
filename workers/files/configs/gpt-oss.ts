/** config.json of GPT-OSS. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { CLAMPED_GATE } from "../../models/gated-mlp";
import { expertCount, size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { everyLayer, windowedLayers, windowFields, windowOf } from "./windows";

/** <|startoftext|> of the published vocabulary, which the configurations beside it do not name. */
const START_OF_TEXT = 199_998;
/** Of files that say nothing of the rotation. */
const ROPE_SCALING = {
  rope_type: "yarn",
  factor: 32,
  beta_fast: 32,
  beta_slow: 1,
  truncate: false,
  original_max_position_embeddings: 4096,
};

const gptOssJson = z.object({
  model_type: z.literal("gpt_oss"),
  ...decoderFields,
  ...windowFields,
  num_key_value_heads: size.default(8),
  head_dim: size.default(64),
  attention_bias: z.boolean().default(true),
  rms_norm_eps: z.number().positive().default(1e-5),
  sliding_window: size.nullable().default(128),
  num_local_experts: expertCount.default(128),
  num_experts_per_tok: expertCount.default(4),
  /** The same under the name that OpenAI gave it. */
  experts_per_token: expertCount.nullish(),
  swiglu_alpha: z.number().default(CLAMPED_GATE.alpha),
  swiglu_limit: z.number().default(CLAMPED_GATE.limit),
});

export function readGptOssConfig(value: unknown, file: string): LanguageModelConfig {
  const json = gptOssJson.parse(value);
  const { num_local_experts: count, num_experts_per_tok: active, swiglu_alpha, swiglu_limit } = json;
  if (json.hidden_act !== "silu") unsupported(file, `hidden_act "${json.hidden_act}" of GPT-OSS`);
  // transformers 4 reads neither and computes with these; version 5 computes with what they say
  if (swiglu_alpha !== CLAMPED_GATE.alpha) unsupported(file, `swiglu_alpha ${swiglu_alpha}`);
  if (swiglu_limit !== CLAMPED_GATE.limit) unsupported(file, `swiglu_limit ${swiglu_limit}`);
  if (active > count) unsupported(file, `num_experts_per_tok ${active} of ${count} experts`);
  const other = json.experts_per_token ?? active;
  if (other !== active) unsupported(file, `experts_per_token ${other} beside num_experts_per_tok ${active}`);
  const unsaid = json.rope_scaling === undefined && !json.rope_parameters;
  const given = {
    ...json,
    ...(unsaid ? { rope_scaling: ROPE_SCALING } : {}),
    ...(json.bos_token_id === undefined && json.vocab_size > START_OF_TEXT
      ? { bos_token_id: START_OF_TEXT }
      : {}),
  };
  const config = readDecoder(given, file, {
    family: "gpt-oss",
    defaultTheta: 150_000,
    biases: ["mlp"],
  });
  const local = windowedLayers(json.layer_types, config.layers, file, (layer) => layer % 2 === 0);
  return {
    ...config,
    window: windowOf(json.sliding_window, local, config.context),
    experts: { layers: everyLayer(config.layers), count, active, hidden: config.hidden, normalised: true },
  };
}
