/**
 * What Llama and its relatives share: blocks of RMSNorm, rotary attention with shared keys, RMSNorm and gated MLP.
 * Weight names are those of Hugging Face checkpoints; matrices are stored [out, in].
 */
import { headWidthOf, type LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { attend } from "./attend";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { rotation } from "./rotation";

/** In what a family differs from Llama. */
export interface GatedTraits {
  /** q, k and v have biases. */
  qkvBias?: boolean;
  /** Each head's query and key is brought to unit mean square before it is rotated. */
  headNorms?: boolean;
  /** What attention and MLP return is normalised once more before it is added to the residual stream. */
  postNorms?: boolean;
  /** Norms multiply by 1 + weight. */
  unitOffset?: boolean;
  /** Embeddings are multiplied by sqrt(width). */
  scaledEmbeddings?: boolean;
}

export function gatedDecoder(traits: GatedTraits): Family {
  return {
    forward: (ops, config, inputs, options) => forward(ops, config, traits, inputs, options),
    unembed: (ops, config, x) => {
      const logits = head(ops, config, rmsNorm(ops, config, traits, x, "model.norm.weight"));
      const cap = config.logitCap;
      return cap === undefined
        ? logits
        : ops.mul(ops.tanh(ops.div(logits, ops.constant(cap))), ops.constant(cap));
    },
    project: (ops, config, directions) =>
      head(ops, config, ops.mul(directions, normWeight(ops, traits, "model.norm.weight"))),
    fromAttention: (ops, _, layer, directions) => {
      const at = `model.layers.${layer}`;
      const written = ops.matmul(directions, ops.weight(`${at}.self_attn.o_proj.weight`), { transposeB: true });
      return traits.postNorms
        ? ops.mul(written, normWeight(ops, traits, `${at}.post_attention_layernorm.weight`))
        : written;
    },
    weightShapes: (config) => gatedWeightShapes(config, traits),
  };
}

function forward<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  inputs: ForwardInputs<T>,
  options: ForwardOptions<T> = {},
): ForwardOutputs<T> {
  const { hook = (_: string, x: T) => x, layers = config.layers } = options;
  const rotate = rotation(ops, config, inputs.positions);
  const norm = (x: T, name: string) => rmsNorm(ops, config, traits, x, name);
  const linear = (x: T, name: string) => ops.matmul(x, ops.weight(name), { transposeB: true });

  const embedded = ops.gather(ops.weight("model.embed_tokens.weight"), inputs.ids);
  let x = traits.scaledEmbeddings ? ops.mul(embedded, ops.constant(Math.sqrt(config.width))) : embedded;
  const fresh: LayerCache<T>[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    const project = (from: T, name: string, heads: number, rotated: boolean) => {
      const weight = `${at}.self_attn.${name}_proj`;
      let y = linear(from, `${weight}.weight`);
      if (traits.qkvBias) y = ops.add(y, ops.weight(`${weight}.bias`));
      if (!rotated) return y;
      if (traits.headNorms) {
        const perHead = ops.reshape(y, [0, 0, heads, headWidthOf(config)]);
        y = ops.reshape(norm(perHead, `${at}.self_attn.${name}_norm.weight`), [0, 0, -1]);
      }
      return rotate(y, heads, layer);
    };
    x = hook(`blocks.${layer}.hook_resid_pre`, x);

    const normed = norm(x, `${at}.input_layernorm.weight`);
    const q = project(normed, "q", config.heads, true);
    const keys = project(normed, "k", config.kvHeads, true);
    const values = project(normed, "v", config.kvHeads, false);
    fresh.push({ keys, values });
    const z = hook(`blocks.${layer}.attn.hook_z`, attend(ops, config, inputs, layer, { q, keys, values }));
    const attended = linear(z, `${at}.self_attn.o_proj.weight`);
    x = ops.add(x, traits.postNorms ? norm(attended, `${at}.post_attention_layernorm.weight`) : attended);

    const preMlp = traits.postNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm";
    const mlpIn = hook(`blocks.${layer}.mlp.hook_in`, norm(x, `${at}.${preMlp}.weight`));
    const gate = activate(ops, { ...config, activation: config.activation ?? "silu" }, linear(mlpIn, `${at}.mlp.gate_proj.weight`));
    const hidden = ops.mul(gate, linear(mlpIn, `${at}.mlp.up_proj.weight`));
    const written = linear(hidden, `${at}.mlp.down_proj.weight`);
    const mlpOut = traits.postNorms ? norm(written, `${at}.post_feedforward_layernorm.weight`) : written;
    x = hook(`blocks.${layer}.hook_resid_post`, ops.add(x, hook(`blocks.${layer}.hook_mlp_out`, mlpOut)));
  }
  return { residual: x, fresh };
}

function normWeight<T>(ops: Ops<T>, { unitOffset }: GatedTraits, name: string): T {
  return unitOffset ? ops.add(ops.weight(name), ops.constant(1)) : ops.weight(name);
}

function rmsNorm<T>(ops: Ops<T>, config: LanguageModelConfig, traits: GatedTraits, x: T, name: string): T {
  return ops.rmsNorm(x, normWeight(ops, traits, name), config.normEps);
}

function head<T>(ops: Ops<T>, config: LanguageModelConfig, x: T): T {
  const weight = ops.weight(config.tiedHead ? "model.embed_tokens.weight" : "lm_head.weight");
  return ops.matmul(x, weight, { transposeB: true });
}

function gatedWeightShapes(config: LanguageModelConfig, traits: GatedTraits): Map<string, number[]> {
  const { vocabulary, width, hidden, heads, kvHeads } = config;
  const headWidth = headWidthOf(config);
  const shapes = new Map([["model.embed_tokens.weight", [vocabulary, width]]]);
  for (let layer = 0; layer < config.layers; layer++) {
    const add = (name: string, shape: number[]) => shapes.set(`model.layers.${layer}.${name}`, shape);
    const norms = traits.postNorms
      ? ["input", "post_attention", "pre_feedforward", "post_feedforward"]
      : ["input", "post_attention"];
    for (const name of norms) add(`${name}_layernorm.weight`, [width]);
    for (const [name, count] of [
      ["q", heads],
      ["k", kvHeads],
      ["v", kvHeads],
    ] as const) {
      add(`self_attn.${name}_proj.weight`, [count * headWidth, width]);
      if (traits.qkvBias) add(`self_attn.${name}_proj.bias`, [count * headWidth]);
      if (traits.headNorms && name !== "v") add(`self_attn.${name}_norm.weight`, [headWidth]);
    }
    add("self_attn.o_proj.weight", [width, heads * headWidth]);
    add("mlp.gate_proj.weight", [hidden, width]);
    add("mlp.up_proj.weight", [hidden, width]);
    add("mlp.down_proj.weight", [width, hidden]);
  }
  shapes.set("model.norm.weight", [width]);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabulary, width]);
  return shapes;
}
