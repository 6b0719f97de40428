/** Attention of gated decoders: projections with or without biases, norms of queries and keys, rotation, sinks, output. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { attend } from "./attend";
import type { ForwardInputs, LayerCache } from "./family";
import { gatedNorm, plainNorm } from "./gated-norm";
import { layerPrefix, type GatedTraits } from "./gated-traits";
import { keysLayer, layerHeads } from "./layer-kinds";
import type { rotation } from "./rotation";

export interface GatedAttention<T> {
  /** Of the new tokens; the layer's own, or those that it shares. */
  cache: LayerCache<T>;
  /** What is added to the residual stream, before a norm of its own: [B, T, D]. */
  written: T;
}

/**
 * @param normed what attention reads, [B, T, D]
 * @param shared keys and values of another layer, for a layer that has none
 * @param hook called with z, heads side by side
 */
export function gatedAttention<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  { inputs, layer, normed, shared, rotate, hook }: {
    inputs: ForwardInputs<T>;
    layer: number;
    normed: T;
    shared: LayerCache<T> | undefined;
    rotate: ReturnType<typeof rotation<T>>;
    hook: (z: T) => T;
  },
): GatedAttention<T> {
  const at = `${layerPrefix(layer)}.self_attn`;
  const { heads } = config;
  const { headWidth, kvHeads, keysAsValues } = layerHeads(config, layer);
  const linear = (x: T, name: string) =>
    ops.matmul(x, ops.weight(`${at}.${name}.weight`), { transposeB: true });
  const withBias = (y: T, name: string, has: boolean) => (has ? ops.add(y, ops.weight(`${at}.${name}.bias`)) : y);
  const qkvBias = traits.qkvBias === true || config.biases?.includes("qkv") === true;

  const project = (name: string, first: number, count: number) => {
    if (!traits.fused) return withBias(linear(normed, `${name}_proj`), `${name}_proj`, qkvBias);
    const all = linear(normed, "qkv_proj");
    return ops.slice(all, -1, first * headWidth, (first + count) * headWidth);
  };
  const headByHead = (y: T, count: number, norm: (x: T) => T) => {
    const [byHead, joined] = [[0, 0, count, headWidth], [0, 0, -1]];
    return ops.reshape(norm(ops.reshape(y, byHead, joined)), joined, byHead);
  };
  const turned = (y: T, name: string, count: number) => {
    const norm = (x: T) => gatedNorm(ops, config, traits, x, `${at}.${name}_norm`);
    const even =
      traits.queryNorms === "heads"
        ? headByHead(y, count, norm)
        : traits.queryNorms === "whole"
          ? norm(y)
          : y;
    return config.unrotated?.includes(layer) ? even : rotate(even, count, layer);
  };
  const own = (): LayerCache<T> => {
    const read = project("k", heads, kvHeads);
    const values = keysAsValues ? read : project("v", heads + kvHeads, kvHeads);
    const even = (x: T) => plainNorm(ops, config, x, headWidth);
    return {
      keys: turned(read, "k", kvHeads),
      values: traits.valueNorms ? headByHead(values, kvHeads, even) : values,
    };
  };
  const q = turned(project("q", 0, heads), "q", heads);
  const cache = shared ?? own();
  const sinks = traits.sinks ? ops.weight(`${at}.sinks`) : undefined;
  const z = hook(attend(ops, config, inputs, layer, { q, ...cache, sinks }));
  const hasOutBias = config.biases?.includes("attention-out") === true;
  return { cache, written: withBias(linear(z, "o_proj"), "o_proj", hasOutBias) };
}

/** Names, without what stands before a layer's, and shapes of the weights that {@link gatedAttention} names. */
export function gatedAttentionShapes(
  config: LanguageModelConfig,
  traits: GatedTraits,
  layer: number,
): Map<string, number[]> {
  const { width, heads, biases = [] } = config;
  const { headWidth, kvHeads, keysAsValues } = layerHeads(config, layer);
  const shapes = new Map<string, number[]>();
  const counts: Record<string, number> = { q: heads };
  if (keysLayer(config, layer) === layer) {
    counts.k = kvHeads;
    if (!keysAsValues) counts.v = kvHeads;
  }
  if (traits.fused) shapes.set("self_attn.qkv_proj.weight", [(heads + 2 * kvHeads) * headWidth, width]);
  for (const [name, count] of Object.entries(counts)) {
    if (!traits.fused) shapes.set(`self_attn.${name}_proj.weight`, [count * headWidth, width]);
    if (traits.qkvBias || biases.includes("qkv")) shapes.set(`self_attn.${name}_proj.bias`, [count * headWidth]);
    if (traits.queryNorms && name !== "v")
      shapes.set(`self_attn.${name}_norm.weight`, [traits.queryNorms === "heads" ? headWidth : count * headWidth]);
  }
  shapes.set("self_attn.o_proj.weight", [width, heads * headWidth]);
  if (traits.sinks) shapes.set("self_attn.sinks", [heads]);
  if (biases.includes("attention-out")) shapes.set("self_attn.o_proj.bias", [width]);
  return shapes;
}
