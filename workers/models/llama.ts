/**
 * Llama (Touvron et al. 2023): pre-norm with RMSNorm, rotary positions, grouped-query attention, SwiGLU.
 * Weight names are those of Hugging Face checkpoints; matrices are stored [out, in].
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { ropeTables } from "./rope-tables";

export const llama: Family = { forward, unembed, project };

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const { hook = (_: string, x: T) => x, layers = config.layers } = options;
  const headWidth = config.width / config.heads;
  const tables = ropeTables(ops, config.context, headWidth, config.ropeTheta);
  const rotate = (x: T, heads: number) =>
    ops.rope(x, inputs.positions, tables, {
      heads,
      headWidth,
      rotatedWidth: headWidth,
      interleaved: config.ropeInterleaved,
    });
  const linear = (x: T, name: string) => ops.matmul(x, ops.weight(name), { transposeB: true });

  const fresh: LayerCache<T>[] = [];
  let x = hook("blocks.0.hook_resid_pre", ops.gather(ops.weight("model.embed_tokens.weight"), inputs.ids));
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    if (layer > 0) x = hook(`blocks.${layer}.hook_resid_pre`, x);

    const normed = ops.rmsNorm(x, ops.weight(`${at}.input_layernorm.weight`), config.normEps);
    const q = rotate(linear(normed, `${at}.self_attn.q_proj.weight`), config.heads);
    const keys = rotate(linear(normed, `${at}.self_attn.k_proj.weight`), config.kvHeads);
    const values = linear(normed, `${at}.self_attn.v_proj.weight`);
    fresh.push({ keys, values });
    const past = inputs.past?.layers[layer];
    const attended = ops.attention(q, keys, values, {
      heads: config.heads,
      kvHeads: config.kvHeads,
      scale: 1 / Math.sqrt(headWidth),
      past: past && inputs.past && { ...past, bias: inputs.past.bias },
    });
    const z = hook(`blocks.${layer}.attn.hook_z`, attended);
    x = ops.add(x, linear(z, `${at}.self_attn.o_proj.weight`));

    const mlpIn = ops.rmsNorm(x, ops.weight(`${at}.post_attention_layernorm.weight`), config.normEps);
    const gate = ops.silu(linear(mlpIn, `${at}.mlp.gate_proj.weight`));
    const hidden = ops.mul(gate, linear(mlpIn, `${at}.mlp.up_proj.weight`));
    const mlpOut = hook(`blocks.${layer}.hook_mlp_out`, linear(hidden, `${at}.mlp.down_proj.weight`));
    x = hook(`blocks.${layer}.hook_resid_post`, ops.add(x, mlpOut));
  }
  return { residual: x, fresh };
}

function unembed<T>(ops: Ops<T>, config: LanguageModelConfig, x: T): T {
  return head(ops, config, ops.rmsNorm(x, ops.weight("model.norm.weight"), config.normEps));
}

function project<T>(ops: Ops<T>, config: LanguageModelConfig, directions: T): T {
  return head(ops, config, ops.mul(directions, ops.weight("model.norm.weight")));
}

function head<T>(ops: Ops<T>, config: LanguageModelConfig, x: T): T {
  const weight = ops.weight(config.tiedHead ? "model.embed_tokens.weight" : "lm_head.weight");
  return ops.matmul(x, weight, { transposeB: true });
}
