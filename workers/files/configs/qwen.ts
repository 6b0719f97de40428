/** config.json of Qwen2, Qwen3 and Qwen3's mixtures of experts. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { expertCount, size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { everyLayer, windowedLayers, windowFields, windowOf } from "./windows";

const HEAD_WIDTH = 128;
const EXPERTS = 128;

const qwenFields = {
  ...decoderFields,
  ...windowFields,
  sliding_window: size.nullable().default(4096),
  use_sliding_window: z.boolean().default(false),
};
const qwenJson = z.object({
  model_type: z.enum(["qwen2", "qwen3"]),
  ...qwenFields,
  max_window_layers: z.number().int().nonnegative().default(28),
});

export function readQwenConfig(value: unknown, file: string): LanguageModelConfig {
  const json = qwenJson.parse(value);
  const qwen3 = json.model_type === "qwen3";
  // its projections have biases where those of Qwen2 have, whatever the field says
  if (!qwen3 && json.attention_bias) unsupported(file, "attention_bias of Qwen2");
  const config = readDecoder(json, file, {
    family: json.model_type,
    ...(qwen3 ? { headWidth: HEAD_WIDTH } : {}),
  });
  const local = windowedLayers(
    json.layer_types,
    config.layers,
    file,
    (layer) => layer >= json.max_window_layers,
  );
  const window = json.use_sliding_window ? json.sliding_window : null;
  return { ...config, window: windowOf(window, local, config.context) };
}

const mixtureJson = z.object({
  model_type: z.literal("qwen3_moe"),
  ...qwenFields,
  num_experts: expertCount.optional(),
  /** The same as transformers 5 writes it. */
  num_local_experts: expertCount.optional(),
  num_experts_per_tok: expertCount.default(8),
  moe_intermediate_size: size.default(768),
  norm_topk_prob: z.boolean().default(false),
  decoder_sparse_step: size.default(1),
  mlp_only_layers: z.array(z.number().int().nonnegative()).nullish(),
});

export function readQwenMixtureConfig(value: unknown, file: string): LanguageModelConfig {
  const json = mixtureJson.parse(value);
  const config = readDecoder(json, file, { family: "qwen3" });
  const { num_experts: older, num_local_experts: newer, num_experts_per_tok: active } = json;
  const count = newer ?? older ?? EXPERTS;
  if (older !== undefined && older !== count)
    unsupported(file, `num_local_experts ${count} beside num_experts ${older}`);
  if (active > count) unsupported(file, `num_experts_per_tok ${active} of ${count} experts`);
  const layers = everyLayer(config.layers).filter(
    (layer) => (layer + 1) % json.decoder_sparse_step === 0 && !json.mlp_only_layers?.includes(layer),
  );
  const window = json.use_sliding_window ? json.sliding_window : null;
  return {
    ...config,
    window: windowOf(window, everyLayer(config.layers), config.context),
    experts: { layers, count, active, hidden: json.moe_intermediate_size, normalised: json.norm_topk_prob },
  };
}
