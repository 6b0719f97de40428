/** Attention of gated decoders: projections with or without biases, norms of queries and keys, rotation, output. */
import { headWidthOf, type LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { attend } from "./attend";
import type { ForwardInputs, LayerCache } from "./family";
import { gatedNorm } from "./gated-norm";
import { layerPrefix, type GatedTraits } from "./gated-traits";
import type { rotation } from "./rotation";

export interface GatedAttention<T> {
  /** Of the new tokens. */
  cache: LayerCache<T>;
  /** What is added to the residual stream, before a norm of its own: [B, T, D]. */
  written: T;
}

/** @param normed what attention reads, [B, T, D] @param hook called with z, heads side by side */
export function gatedAttention<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  { inputs, layer, normed, rotate, hook }: {
    inputs: ForwardInputs<T>;
    layer: number;
    normed: T;
    rotate: ReturnType<typeof rotation<T>>;
    hook: (z: T) => T;
  },
): GatedAttention<T> {
  const at = `${layerPrefix(layer)}.self_attn`;
  const { heads, kvHeads } = config;
  const headWidth = headWidthOf(config);
  const linear = (x: T, name: string) =>
    ops.matmul(x, ops.weight(`${at}.${name}.weight`), { transposeB: true });
  const withBias = (y: T, name: string, has: boolean) => (has ? ops.add(y, ops.weight(`${at}.${name}.bias`)) : y);
  const qkvBias = traits.qkvBias === true || config.biases?.includes("qkv") === true;

  const project = (name: string, first: number, count: number) => {
    if (!traits.fused) return withBias(linear(normed, `${name}_proj`), `${name}_proj`, qkvBias);
    const all = linear(normed, "qkv_proj");
    return ops.slice(all, -1, first * headWidth, (first + count) * headWidth);
  };
  const turned = (name: string, first: number, count: number) => {
    const y = project(name, first, count);
    const norm = (x: T) => gatedNorm(ops, config, traits, x, `${at}.${name}_norm`);
    const even =
      traits.queryNorms === "heads"
        ? ops.reshape(norm(ops.reshape(y, [0, 0, count, headWidth])), [0, 0, -1])
        : traits.queryNorms === "whole"
          ? norm(y)
          : y;
    return config.unrotated?.includes(layer) ? even : rotate(even, count, layer);
  };
  const q = turned("q", 0, heads);
  const keys = turned("k", heads, kvHeads);
  const values = project("v", heads + kvHeads, kvHeads);
  const z = hook(attend(ops, config, inputs, layer, { q, keys, values }));
  const hasOutBias = config.biases?.includes("attention-out") === true;
  return { cache: { keys, values }, written: withBias(linear(z, "o_proj"), "o_proj", hasOutBias) };
}

/** Names, without what stands before a layer's, and shapes of the weights that {@link gatedAttention} names. */
export function gatedAttentionShapes(config: LanguageModelConfig, traits: GatedTraits): Map<string, number[]> {
  const { width, heads, kvHeads, biases = [] } = config;
  const headWidth = headWidthOf(config);
  const shapes = new Map<string, number[]>();
  const counts = { q: heads, k: kvHeads, v: kvHeads };
  if (traits.fused) shapes.set("self_attn.qkv_proj.weight", [(heads + 2 * kvHeads) * headWidth, width]);
  for (const [name, count] of Object.entries(counts)) {
    if (!traits.fused) shapes.set(`self_attn.${name}_proj.weight`, [count * headWidth, width]);
    if (traits.qkvBias || biases.includes("qkv")) shapes.set(`self_attn.${name}_proj.bias`, [count * headWidth]);
    if (traits.queryNorms && name !== "v")
      shapes.set(`self_attn.${name}_norm.weight`, [traits.queryNorms === "heads" ? headWidth : count * headWidth]);
  }
  shapes.set("self_attn.o_proj.weight", [width, heads * headWidth]);
  if (biases.includes("attention-out")) shapes.set("self_attn.o_proj.bias", [width]);
  return shapes;
}
