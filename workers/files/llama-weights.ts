import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { Weights } from "../engine/ops";

const PER_LAYER = [
  "input_layernorm",
  "self_attn.q_proj",
  "self_attn.k_proj",
  "self_attn.v_proj",
  "self_attn.o_proj",
  "post_attention_layernorm",
  "mlp.gate_proj",
  "mlp.down_proj",
  "mlp.up_proj",
] as const;
export type LayerWeight = (typeof PER_LAYER)[number];

export const layerWeightName = (layer: number, weight: LayerWeight) =>
  `model.layers.${layer}.${weight}.weight`;

/** Shape of each weight of one layer; matrices are [out, in]. */
export function layerWeightShapes(config: LanguageModelConfig): Record<LayerWeight, number[]> {
  const { width, hidden, heads, kvHeads } = config;
  const kvWidth = (width / heads) * kvHeads;
  return {
    input_layernorm: [width],
    "self_attn.q_proj": [width, width],
    "self_attn.k_proj": [kvWidth, width],
    "self_attn.v_proj": [kvWidth, width],
    "self_attn.o_proj": [width, width],
    post_attention_layernorm: [width],
    "mlp.gate_proj": [hidden, width],
    "mlp.down_proj": [width, hidden],
    "mlp.up_proj": [hidden, width],
  };
}

/** Throws CORRUPT_FILE that names the first weight of a Llama model that is missing or has another shape. */
export function checkLlamaWeights(config: LanguageModelConfig, weights: Weights, file: string): void {
  const check = (name: string, shape: readonly number[]) => {
    const found = weights.get(name);
    if (found?.shape.join() === shape.join() && found.dtype === "float32") return;
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: weight "${name}" ${found ? `is ${found.dtype} [${found.shape.join(", ")}]` : "is missing"}; ` +
        `the configuration asks for float32 [${shape.join(", ")}].`,
      "Weights and configuration must be of the same model: fetch both again.",
    );
  };
  const { vocabulary, width } = config;
  check("model.embed_tokens.weight", [vocabulary, width]);
  const shapes = layerWeightShapes(config);
  for (let layer = 0; layer < config.layers; layer++)
    for (const weight of PER_LAYER) check(layerWeightName(layer, weight), shapes[weight]);
  check("model.norm.weight", [width]);
  if (!config.tiedHead) check("lm_head.weight", [vocabulary, width]);
}
