import { Random } from "@/domain/random";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "@/workers/engine/ops";

/** Two layers of grouped-query attention, small enough for float64 loops. */
export const TINY: LanguageModelConfig = {
  family: "llama",
  layers: 2,
  width: 24,
  heads: 6,
  kvHeads: 2,
  hidden: 40,
  vocabulary: 61,
  context: 48,
  normEps: 1e-5,
  ropeTheta: 10000,
  ropeInterleaved: false,
  tiedHead: true,
  bos: 1,
  eos: 2,
};

/** Random weights under the names of Hugging Face checkpoints, scaled so that activations stay near 1. */
export function randomLlama(config: LanguageModelConfig, seed = 3): Map<string, HostTensor> {
  const random = new Random(seed);
  const weights = new Map<string, HostTensor>();
  const matrix = (name: string, rows: number, columns: number, scale = 1 / Math.sqrt(columns)) => {
    const data = Float32Array.from({ length: rows * columns }, () => random.normal() * scale);
    weights.set(name, { dtype: "float32", shape: [rows, columns], data });
  };
  const norm = (name: string) => {
    const data = Float32Array.from({ length: config.width }, () => 1 + 0.1 * random.normal());
    weights.set(name, { dtype: "float32", shape: [config.width], data });
  };
  const { width, hidden } = config;
  const keyWidth = (width / config.heads) * config.kvHeads;
  matrix("model.embed_tokens.weight", config.vocabulary, width, 1);
  if (!config.tiedHead) matrix("lm_head.weight", config.vocabulary, width, 0.5 / Math.sqrt(width));
  norm("model.norm.weight");
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`;
    norm(`${at}.input_layernorm.weight`);
    norm(`${at}.post_attention_layernorm.weight`);
    matrix(`${at}.self_attn.q_proj.weight`, width, width);
    matrix(`${at}.self_attn.k_proj.weight`, keyWidth, width);
    matrix(`${at}.self_attn.v_proj.weight`, keyWidth, width);
    matrix(`${at}.self_attn.o_proj.weight`, width, width);
    matrix(`${at}.mlp.gate_proj.weight`, hidden, width);
    matrix(`${at}.mlp.up_proj.weight`, hidden, width);
    matrix(`${at}.mlp.down_proj.weight`, width, hidden);
  }
  return weights;
}
