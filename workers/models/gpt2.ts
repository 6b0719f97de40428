/**
 * GPT-2 (Radford et al. 2019): LayerNorm, learned positions, one product for q, k and v, tied head. Its matrices are
 * stored [in, out] (Conv1D in Hugging Face's code).
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { attend } from "./attend";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { layerNorm, layerNormHead } from "./layer-norm";

export const gpt2: Family = {
  forward,
  weightShapes,
  fromAttention: (ops, _, layer, directions) =>
    ops.matmul(directions, ops.weight(`transformer.h.${layer}.attn.c_proj.weight`)),
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
  const { width } = config;
  const affine = (x: T, name: string) =>
    ops.add(ops.matmul(x, ops.weight(`${name}.weight`)), ops.weight(`${name}.bias`));

  const fresh: LayerCache<T>[] = [];
  let x = ops.add(
    ops.gather(ops.weight("transformer.wte.weight"), inputs.ids),
    ops.gather(ops.weight("transformer.wpe.weight"), inputs.positions),
  );
  for (let layer = 0; layer < layers; layer++) {
    const at = `transformer.h.${layer}`;
    x = hook(`blocks.${layer}.hook_resid_pre`, x);

    const qkv = affine(layerNorm(ops, config, x, `${at}.ln_1`), `${at}.attn.c_attn`);
    const q = ops.slice(qkv, -1, 0, width);
    const keys = ops.slice(qkv, -1, width, 2 * width);
    const values = ops.slice(qkv, -1, 2 * width);
    fresh.push({ keys, values });
    const z = hook(`blocks.${layer}.attn.hook_z`, attend(ops, config, inputs, layer, { q, keys, values }));
    x = ops.add(x, affine(z, `${at}.attn.c_proj`));

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
    const affine = (name: string, from: number, to: number) => {
      shapes.set(`transformer.h.${layer}.${name}.weight`, [from, to]);
      shapes.set(`transformer.h.${layer}.${name}.bias`, [to]);
    };
    for (const norm of ["ln_1", "ln_2"])
      for (const part of ["weight", "bias"]) shapes.set(`transformer.h.${layer}.${norm}.${part}`, [width]);
    affine("attn.c_attn", width, 3 * width);
    affine("attn.c_proj", width, width);
    affine("mlp.c_fc", width, hidden);
    affine("mlp.c_proj", hidden, width);
  }
  for (const part of ["weight", "bias"]) shapes.set(`transformer.ln_f.${part}`, [width]);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabulary, width]);
  return shapes;
}
