/**
 * What Llama and its relatives share: blocks of norm, rotary attention with shared keys, norm and gated MLP.
 * Weight names are those of Hugging Face checkpoints; matrices are stored [out, in].
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family, ForwardInputs, ForwardOptions, ForwardOutputs, LayerCache } from "./family";
import { gatedAttention, gatedAttentionShapes } from "./gated-attention";
import { gatedMlp, gatedMlpShapes } from "./gated-mlp";
import { gatedNorm, hookedNorm, normWeight } from "./gated-norm";
import { FINAL_NORM, gatedNorms, layerPrefix, type GatedTraits } from "./gated-traits";
import { keysLayer } from "./layer-kinds";
import { layerInputs, layerInputShapes } from "./layer-inputs";
import { rotation } from "./rotation";

/** Of a layer, what its stream is multiplied by. */
const SCALE = "layer_scalar";

export function gatedDecoder(traits: GatedTraits): Family {
  const { afterAttention } = gatedNorms(traits);
  return {
    forward: (ops, config, inputs, options) => forward(ops, config, traits, inputs, options),
    unembed: (ops, config, x) => {
      const logits = head(ops, config, gatedNorm(ops, config, traits, x, FINAL_NORM));
      const cap = config.logitCap;
      return cap === undefined
        ? logits
        : ops.mul(ops.tanh(ops.div(logits, ops.constant(cap))), ops.constant(cap));
    },
    project: (ops, config, directions) => {
      // LayerNorm takes the mean away from a direction as from everything else
      const read = traits.centredNorms ? ops.sub(directions, ops.mean(directions, -1, true)) : directions;
      return head(ops, config, ops.mul(read, normWeight(ops, traits, FINAL_NORM)));
    },
    fromAttention: (ops, _, layer, directions) => {
      const at = layerPrefix(layer);
      const written = ops.matmul(directions, ops.weight(`${at}.self_attn.o_proj.weight`), { transposeB: true });
      return afterAttention ? ops.mul(written, normWeight(ops, traits, `${at}.${afterAttention}`)) : written;
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
  const { beforeAttention, afterAttention, beforeMlp, afterMlp } = gatedNorms(traits);

  const embedded = ops.gather(ops.weight("model.embed_tokens.weight"), inputs.ids);
  let x = traits.scaledEmbeddings ? ops.mul(embedded, ops.constant(Math.sqrt(config.width))) : embedded;
  const withInputs = layerInputs(ops, config, traits, { ids: inputs.ids, embedded: x });
  const fresh: LayerCache<T>[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const here = (name: string) => (y: T) => hook(`blocks.${layer}.${name}`, y);
    const norm = (y: T, name: string | undefined) =>
      name === undefined ? y : gatedNorm(ops, config, traits, y, `${layerPrefix(layer)}.${name}`);
    x = here("hook_resid_pre")(x);
    const { cache, written } = gatedAttention(ops, config, traits, {
      ...{ inputs, layer, rotate, hook: here("attn.hook_z") },
      normed: norm(x, beforeAttention),
      shared: fresh[keysLayer(config, layer)],
    });
    if (keysLayer(config, layer) === layer) fresh.push(cache);
    x = here("hook_resid_mid")(ops.add(x, here("hook_attn_out")(norm(written, afterAttention))));

    const read = here("hook_mlp_in")(x);
    const normed =
      beforeMlp === undefined
        ? read
        : hookedNorm(ops, config, traits, read, `${layerPrefix(layer)}.${beforeMlp}`, here("ln2.hook_normalized"));
    const mlp = gatedMlp(ops, config, traits, layer, here("mlp.hook_in")(normed));
    x = withInputs(layer, ops.add(x, here("hook_mlp_out")(norm(mlp, afterMlp))));
    if (traits.scaledLayers) x = ops.mul(x, ops.weight(`${layerPrefix(layer)}.${SCALE}`));
    x = here("hook_resid_post")(x);
  }
  return { residual: x, fresh };
}

function head<T>(ops: Ops<T>, config: LanguageModelConfig, x: T): T {
  const weight = ops.weight(config.tiedHead ? "model.embed_tokens.weight" : "lm_head.weight");
  return ops.matmul(x, weight, { transposeB: true });
}

function gatedWeightShapes(config: LanguageModelConfig, traits: GatedTraits): Map<string, number[]> {
  const { vocabulary, width } = config;
  const shapes = new Map([["model.embed_tokens.weight", [vocabulary, width]]]);
  const addNorm = (name: string) => {
    shapes.set(`${name}.weight`, [width]);
    if (traits.centredNorms) shapes.set(`${name}.bias`, [width]);
  };
  for (let layer = 0; layer < config.layers; layer++) {
    const at = layerPrefix(layer);
    for (const name of Object.values(gatedNorms(traits)) as string[]) addNorm(`${at}.${name}`);
    for (const parts of [gatedAttentionShapes(config, traits, layer), gatedMlpShapes(config, traits, layer)])
      for (const [name, shape] of parts) shapes.set(`${at}.${name}`, shape);
    if (traits.scaledLayers) shapes.set(`${at}.${SCALE}`, [1]);
  }
  for (const [name, shape] of layerInputShapes(config)) shapes.set(name, shape);
  addNorm(FINAL_NORM);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabulary, width]);
  return shapes;
}
