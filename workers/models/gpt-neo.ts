/**
 * GPT-Neo (Black et al. 2021), the family of the TinyStories models: GPT-2 with separate q, k and v without biases,
 * scores that are not divided by the head width's root, and layers with a window (both from the configuration).
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs } from "./family";
import { gptBlocks } from "./gpt-blocks";
import { gptEmbedding, gptHead, gptNames, gptWeightShapes } from "./gpt-names";

export const gptNeo: Family = {
  forward,
  weightShapes: (config) => {
    const { width } = config;
    const names = ["q_proj", "k_proj", "v_proj", "out_proj"];
    return gptWeightShapes(config, (from, to) => [to, from], {
      ...Object.fromEntries(names.map((name) => [`attention.${name}.weight`, [width, width]])),
      "attention.out_proj.bias": [width],
    });
  },
  fromAttention: (ops, _, layer, directions) =>
    ops.matmul(directions, ops.weight(`transformer.h.${layer}.attn.attention.out_proj.weight`), {
      transposeB: true,
    }),
  ...gptHead,
};

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const linear = (x: T, name: string) => ops.matmul(x, ops.weight(`${name}.weight`), { transposeB: true });
  return gptBlocks(ops, config, inputs, options, {
    embedded: gptEmbedding(ops, inputs),
    names: (layer) => gptNames(layer, "attention.out_proj"),
    affine: (x, name) => ops.add(linear(x, name), ops.weight(`${name}.bias`)),
    qkv: (normed, layer) => {
      const at = `transformer.h.${layer}.attn.attention`;
      return {
        q: linear(normed, `${at}.q_proj`),
        keys: linear(normed, `${at}.k_proj`),
        values: linear(normed, `${at}.v_proj`),
      };
    },
  });
}
