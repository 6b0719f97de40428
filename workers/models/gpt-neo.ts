/**
 * GPT-Neo (Black et al. 2021), the family of the TinyStories models: GPT-2 with separate q, k and v without biases,
 * scores that are not divided by the head width's root, and layers with a window (both from the configuration).
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { attend } from "./attend";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { layerNorm, layerNormHead } from "./layer-norm";

export const gptNeo: Family = {
  forward,
  weightShapes,
  fromAttention: (ops, _, layer, directions) =>
    ops.matmul(directions, ops.weight(`transformer.h.${layer}.attn.attention.out_proj.weight`), { transposeB: true }),
  ...layerNormHead({
    norm: "transformer.ln_f",
    embedding: "transformer.wte.weight",
    head: "lm_head.weight",
  }),
};

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const { hook = (_: string, x: T) => x, layers = config.layers } = options;
  const linear = (x: T, name: string) => ops.matmul(x, ops.weight(`${name}.weight`), { transposeB: true });
  const affine = (x: T, name: string) => ops.add(linear(x, name), ops.weight(`${name}.bias`));

  const fresh: LayerCache<T>[] = [];
  let x = ops.add(
    ops.gather(ops.weight("transformer.wte.weight"), inputs.ids),
    ops.gather(ops.weight("transformer.wpe.weight"), inputs.positions),
  );
  for (let layer = 0; layer < layers; layer++) {
    const at = `transformer.h.${layer}`;
    const attention = `${at}.attn.attention`;
    x = hook(`blocks.${layer}.hook_resid_pre`, x);

    const normed = layerNorm(ops, config, x, `${at}.ln_1`);
    const q = linear(normed, `${attention}.q_proj`);
    const keys = linear(normed, `${attention}.k_proj`);
    const values = linear(normed, `${attention}.v_proj`);
    fresh.push({ keys, values });
    const z = hook(`blocks.${layer}.attn.hook_z`, attend(ops, config, inputs, layer, { q, keys, values }));
    x = ops.add(x, affine(z, `${attention}.out_proj`));

    const mlpIn = hook(`blocks.${layer}.mlp.hook_in`, layerNorm(ops, config, x, `${at}.ln_2`));
    const hidden = activate(ops, config, affine(mlpIn, `${at}.mlp.c_fc`));
    const mlpOut = hook(`blocks.${layer}.hook_mlp_out`, affine(hidden, `${at}.mlp.c_proj`));
    x = hook(`blocks.${layer}.hook_resid_post`, ops.add(x, mlpOut));
  }
  return { residual: x, fresh };
}

function weightShapes(config: LanguageModelConfig): Map<string, number[]> {
  const { vocabulary, width, hidden, context } = config;
  const shapes = new Map([
    ["transformer.wte.weight", [vocabulary, width]],
    ["transformer.wpe.weight", [context, width]],
  ]);
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `transformer.h.${layer}`;
    for (const norm of ["ln_1", "ln_2"])
      for (const part of ["weight", "bias"]) shapes.set(`${at}.${norm}.${part}`, [width]);
    for (const name of ["q_proj", "k_proj", "v_proj", "out_proj"])
      shapes.set(`${at}.attn.attention.${name}.weight`, [width, width]);
    shapes.set(`${at}.attn.attention.out_proj.bias`, [width]);
    shapes.set(`${at}.mlp.c_fc.weight`, [hidden, width]).set(`${at}.mlp.c_fc.bias`, [hidden]);
    shapes.set(`${at}.mlp.c_proj.weight`, [width, hidden]).set(`${at}.mlp.c_proj.bias`, [width]);
  }
  for (const part of ["weight", "bias"]) shapes.set(`transformer.ln_f.${part}`, [width]);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabulary, width]);
  return shapes;
}
