/**
 * GPT-2 (Radford et al. 2019): LayerNorm, learned positions, one product for q, k and v, tied head. Its matrices are
 * stored [in, out] (Conv1D in Hugging Face's code).
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs } from "./family";
import { gptBlocks } from "./gpt-blocks";
import { gptEmbedding, gptHead, gptNames, gptWeightShapes } from "./gpt-names";

export const gpt2: Family = {
  forward,
  weightShapes: (config) => {
    const { width } = config;
    return gptWeightShapes(config, (from, to) => [from, to], {
      "c_attn.weight": [width, 3 * width],
      "c_attn.bias": [3 * width],
      "c_proj.weight": [width, width],
      "c_proj.bias": [width],
    });
  },
  fromAttention: (ops, _, layer, directions) =>
    ops.matmul(directions, ops.weight(`transformer.h.${layer}.attn.c_proj.weight`)),
  ...gptHead,
};

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const { width } = config;
  const affine = (x: T, name: string) =>
    ops.add(ops.matmul(x, ops.weight(`${name}.weight`)), ops.weight(`${name}.bias`));
  return gptBlocks(ops, config, inputs, options, {
    embedded: gptEmbedding(ops, inputs),
    names: (layer) => gptNames(layer, "c_proj"),
    affine,
    qkv: (normed, layer) => {
      const all = affine(normed, `transformer.h.${layer}.attn.c_attn`);
      return {
        q: ops.slice(all, -1, 0, width),
        keys: ops.slice(all, -1, width, 2 * width),
        values: ops.slice(all, -1, 2 * width),
      };
    },
  });
}
