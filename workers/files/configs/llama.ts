/**
 * config.json of Llama and Mistral, with one field of our own: rope_interleaved, true when the rows of q and k are in the
 * order of llama2.c.
 */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { everyLayer, windowOf } from "./windows";

const llamaFields = {
  ...decoderFields,
  mlp_bias: z.boolean().default(false),
  rope_interleaved: z.boolean().default(false),
};
export const llamaJson = z.object({ model_type: z.literal("llama"), ...llamaFields });

export function readLlamaConfig(value: unknown, file: string): LanguageModelConfig {
  const json = llamaJson.parse(value);
  return {
    ...readDecoder(json, file, { family: "llama", biases: json.mlp_bias ? ["mlp"] : [] }),
    ropeInterleaved: json.rope_interleaved,
  };
}

const mistralJson = z.object({
  model_type: z.literal("mistral"),
  ...llamaFields,
  num_key_value_heads: size.default(8),
  sliding_window: size.nullable().default(4096),
});

/** As Llama's, and every layer may have a window. */
export function readMistralConfig(value: unknown, file: string): LanguageModelConfig {
  const json = mistralJson.parse(value);
  const config = readLlamaConfig({ ...json, model_type: "llama" }, file);
  return { ...config, window: windowOf(json.sliding_window, everyLayer(config.layers), config.context) };
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
