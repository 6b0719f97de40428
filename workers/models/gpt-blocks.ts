/** What the GPT families share: the way of the residual stream through attention and MLP, block by block. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { attend } from "./attend";
import type { ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { layerNorm } from "./layer-norm";

/** A layer's weights, each with its ".weight" and ".bias". */
export interface BlockNames {
  attentionNorm: string;
  attentionOut: string;
  mlpNorm: string;
  mlpIn: string;
  mlpOut: string;
}

export interface GptBlocks<T> {
  /** [B, T, D] */
  embedded: T;
  names: (layer: number) => BlockNames;
  /** `x` times the matrix `name`.weight plus `name`.bias, as the family stores them. */
  affine: (x: T, name: string) => T;
  qkv: (normed: T, layer: number) => { q: T; keys: T; values: T };
}

/** Where `config.parallel`, the MLP reads what attention read, else what attention has written. */
export function gptBlocks<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  { hook = (_, x) => x, layers = config.layers }: ForwardOptions<T>,
  { embedded, names, affine, qkv }: GptBlocks<T>,
): ForwardOutputs<T> {
  const fresh: LayerCache<T>[] = [];
  let x = embedded;
  for (let layer = 0; layer < layers; layer++) {
    const { attentionNorm, attentionOut, mlpNorm, mlpIn, mlpOut } = names(layer);
    x = hook(`blocks.${layer}.hook_resid_pre`, x);

    const projected = qkv(layerNorm(ops, config, x, attentionNorm), layer);
    fresh.push({ keys: projected.keys, values: projected.values });
    const z = hook(`blocks.${layer}.attn.hook_z`, attend(ops, config, inputs, layer, projected));
    const attended = ops.add(x, hook(`blocks.${layer}.hook_attn_out`, affine(z, attentionOut)));
    // side by side with the MLP there is no stream between attention and MLP
    const middle = config.parallel ? attended : hook(`blocks.${layer}.hook_resid_mid`, attended);

    const stream = hook(`blocks.${layer}.hook_mlp_in`, config.parallel ? x : middle);
    const normed = hook(`blocks.${layer}.ln2.hook_normalized`, layerNorm(ops, config, stream, mlpNorm));
    const hidden = activate(ops, config, affine(hook(`blocks.${layer}.mlp.hook_in`, normed), mlpIn));
    const written = hook(`blocks.${layer}.hook_mlp_out`, affine(hidden, mlpOut));
    x = hook(`blocks.${layer}.hook_resid_post`, ops.add(middle, written));
  }
  return { residual: x, fresh };
}
