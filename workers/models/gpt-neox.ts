/**
 * GPT-NeoX (Black et al. 2022), the family of Pythia: LayerNorm, rotation of the first part of each head, attention and
 * MLP side by side on the same residual stream. One product gives q, k and v, head by head: [heads, 3, head width].
 */
import { headWidthOf, type LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs } from "./family";
import { gptBlocks, type BlockNames } from "./gpt-blocks";
import { layerNormHead } from "./layer-norm";
import { rotation } from "./rotation";

export const gptNeox: Family = {
  forward,
  weightShapes,
  fromAttention: (ops, _, layer, directions) =>
    ops.matmul(directions, ops.weight(`gpt_neox.layers.${layer}.attention.dense.weight`), { transposeB: true }),
  ...layerNormHead({
    norm: "gpt_neox.final_layer_norm",
    embedding: "gpt_neox.embed_in.weight",
    head: "embed_out.weight",
  }),
};

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const { heads } = config;
  const headWidth = headWidthOf(config);
  const rotate = rotation(ops, config, inputs.positions);
  const affine = (x: T, name: string) => {
    const y = ops.matmul(x, ops.weight(`${name}.weight`), { transposeB: true });
    return hasBias(config, name) ? ops.add(y, ops.weight(`${name}.bias`)) : y;
  };
  return gptBlocks(ops, config, inputs, options, {
    embedded: ops.gather(ops.weight("gpt_neox.embed_in.weight"), inputs.ids),
    names,
    affine,
    qkv: (normed, layer) => {
      const all = affine(normed, `gpt_neox.layers.${layer}.attention.query_key_value`);
      const joined = [0, 0, -1];
      const byHead = ops.reshape(all, [0, 0, heads, 3 * headWidth], joined);
      const part = (place: number) => {
        const own = ops.slice(byHead, -1, place * headWidth, (place + 1) * headWidth);
        return ops.reshape(own, joined, [0, 0, heads, headWidth]);
      };
      return { q: rotate(part(0), heads, layer), keys: rotate(part(1), heads, layer), values: part(2) };
    },
  });
}

const hasBias = ({ unbiasedAttention }: LanguageModelConfig, name: string): boolean =>
  !(unbiasedAttention && name.includes(".attention."));

function names(layer: number): BlockNames {
  const at = `gpt_neox.layers.${layer}`;
  return {
    attentionNorm: `${at}.input_layernorm`,
    attentionOut: `${at}.attention.dense`,
    mlpNorm: `${at}.post_attention_layernorm`,
    mlpIn: `${at}.mlp.dense_h_to_4h`,
    mlpOut: `${at}.mlp.dense_4h_to_h`,
  };
}

function weightShapes(config: LanguageModelConfig): Map<string, number[]> {
  const { vocabulary, width, hidden } = config;
  const shapes = new Map([["gpt_neox.embed_in.weight", [vocabulary, width]]]);
  for (let layer = 0; layer < config.layers; layer++) {
    const affine = (part: string, from: number, to: number) => {
      const name = `gpt_neox.layers.${layer}.${part}`;
      shapes.set(`${name}.weight`, [to, from]);
      if (hasBias(config, name)) shapes.set(`${name}.bias`, [to]);
    };
    for (const norm of ["input_layernorm", "post_attention_layernorm"])
      for (const part of ["weight", "bias"]) shapes.set(`gpt_neox.layers.${layer}.${norm}.${part}`, [width]);
    affine("attention.query_key_value", width, 3 * width);
    affine("attention.dense", width, width);
    affine("mlp.dense_h_to_4h", width, hidden);
    affine("mlp.dense_4h_to_h", hidden, width);
  }
  for (const part of ["weight", "bias"]) shapes.set(`gpt_neox.final_layer_norm.${part}`, [width]);
  if (!config.tiedHead) shapes.set("embed_out.weight", [vocabulary, width]);
  return shapes;
}
