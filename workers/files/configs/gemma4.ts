/**
 * config.json of Gemma 4's dense models (those of 12B are called unified): the text part, whose table stands under
 * text_config in multimodal ones.
 */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { gemma4Heads, readGlobalHeads } from "./gemma4-heads";
import { gemma4Rope, readGemma4Rope } from "./gemma4-rope";
import { everyLayer, windowedLayers } from "./windows";

/** Every sixth layer has no window. */
const PERIOD = 6;

const gemma4Json = z.object({
  model_type: z.enum(["gemma4_text", "gemma4_unified_text"]),
  ...decoderFields,
  ...gemma4Rope,
  ...gemma4Heads,
  vocab_size: size.default(262_144),
  num_attention_heads: size.default(8),
  rms_norm_eps: z.number().positive().default(1e-6),
  max_position_embeddings: size.default(131_072),
  hidden_activation: z.string().default("gelu_pytorch_tanh"),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: decoderFields.bos_token_id.default(2),
  eos_token_id: decoderFields.eos_token_id.default(1),
  sliding_window: size.optional(),
  layer_types: z.array(z.string()).nullish(),
  final_logit_softcapping: z.number().positive().nullish(),
  use_bidirectional_attention: z.union([z.boolean(), z.string()]).nullish(),
  hidden_size_per_layer_input: size.or(z.literal(0)).nullable().default(256),
  vocab_size_per_layer_input: size.default(262_144),
  num_kv_shared_layers: z.number().int().nonnegative().default(0),
  use_double_wide_mlp: z.boolean().default(false),
  enable_moe_block: z.boolean().default(false),
});
type Gemma4Json = z.infer<typeof gemma4Json>;

const multimodal = z.object({
  model_type: z.enum(["gemma4", "gemma4_unified"]),
  text_config: z.looseObject({}),
});

export function readGemma4Config(value: unknown, file: string): LanguageModelConfig {
  const outer = multimodal.safeParse(value);
  const json = gemma4Json.parse(
    outer.success
      ? { ...(value as object), ...outer.data.text_config, model_type: `${outer.data.model_type}_text` }
      : value,
  );
  const unified = json.model_type === "gemma4_unified_text";
  if (json.enable_moe_block) unsupported(file, "enable_moe_block (a mixture of experts beside the MLP)");
  // pictures alone see what follows them where it is "vision", and there are none in a text
  if (json.use_bidirectional_attention && json.use_bidirectional_attention !== "vision")
    unsupported(file, "use_bidirectional_attention");
  const { layer_types: types, num_hidden_layers: layers } = json;
  if (types && types.length > layers)
    unsupported(file, `layer_types for ${types.length} of ${layers} layers`);
  // the last layer has no window, whatever is said of it
  const windowed = windowedLayers(types, layers, file, (layer) => (layer + 1) % PERIOD !== 0).filter(
    (layer) => layer < layers - 1,
  );
  const rope = readGemma4Rope(json, file);
  return {
    ...readDecoder({ ...json, rope_parameters: null, hidden_act: json.hidden_activation }, file, {
      family: "gemma4",
    }),
    ...rope.everywhere,
    window: { size: json.sliding_window ?? (unified ? 1024 : 512), layers: windowed, ...rope.local },
    globalHeads: readGlobalHeads(json, windowed, file),
    attentionScale: 1,
    logitCap: json.final_logit_softcapping ?? undefined,
    ...sharing(json, windowed, file),
    // unified models have none, whatever is said of them
    layerInputs: unified ? undefined : layerInputsOf(json, file),
  };
}

/** Throws UNSUPPORTED where layers are to read the keys of a kind of layer that does not stand before them. */
function sharing(
  json: Gemma4Json,
  windowed: readonly number[],
  file: string,
): Pick<LanguageModelConfig, "sharedKeys" | "sharedHidden"> {
  const { num_hidden_layers: layers, num_kv_shared_layers: shared } = json;
  if (shared === 0) return {};
  const own = everyLayer(Math.max(0, layers - shared));
  const without = (kind: string) =>
    unsupported(file, `num_kv_shared_layers ${shared} without a layer of ${kind} before them`);
  if (windowed.length > 0 && !own.some((layer) => windowed.includes(layer))) without("sliding_attention");
  if (own.every((layer) => windowed.includes(layer))) without("full_attention");
  return {
    sharedKeys: shared,
    sharedHidden: json.use_double_wide_mlp ? 2 * json.intermediate_size : undefined,
  };
}

function layerInputsOf(json: Gemma4Json, file: string): LanguageModelConfig["layerInputs"] {
  const { hidden_size_per_layer_input: width, vocab_size_per_layer_input: vocabulary } = json;
  if (!width) return undefined;
  if (vocabulary < json.vocab_size)
    unsupported(file, `vocab_size_per_layer_input ${vocabulary} for a vocabulary of ${json.vocab_size}`);
  return { width, vocabulary };
}
