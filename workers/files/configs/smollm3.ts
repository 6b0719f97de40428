/** config.json of SmolLM3: a Llama of which some layers do not rotate. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { everyLayer, windowedLayers, windowFields, windowOf } from "./windows";

const smollm3Json = z.object({
  model_type: z.literal("smollm3"),
  ...decoderFields,
  ...windowFields,
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  /** 1 for layers that rotate. */
  no_rope_layers: z.array(z.number()).nullish(),
  no_rope_layer_interval: size.default(4),
  tie_word_embeddings: z.boolean().default(true),
});

export function readSmollm3Config(value: unknown, file: string): LanguageModelConfig {
  const json = smollm3Json.parse(value);
  const config = readDecoder(json, file, {
    family: "llama",
    defaultTheta: 2_000_000,
    biases: json.mlp_bias ? ["mlp"] : [],
  });
  const { no_rope_layers: turns, no_rope_layer_interval: interval } = json;
  if (turns && turns.length < config.layers)
    unsupported(file, `no_rope_layers for ${turns.length} of ${config.layers} layers`);
  const unrotated = everyLayer(config.layers).filter((layer) =>
    turns ? !turns[layer] : (layer + 1) % interval === 0,
  );
  const local = windowedLayers(json.layer_types, config.layers, file, (layer) => unrotated.includes(layer));
  const window = json.use_sliding_window ? json.sliding_window : null;
  return {
    ...config,
    unrotated: unrotated.length > 0 ? unrotated : undefined,
    window: windowOf(window, local, config.context),
  };
}
