import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { ForwardInputs } from "./family";
import { keysLayer, layerHeads } from "./layer-kinds";

/**
 * Causal attention in one layer, over the layer's part of the KV cache where there is one, with the model's scale,
 * soft cap and window. q [B, T, heads * head width], keys and values [B, T, kvHeads * head width], sinks [heads].
 */
export function attend<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  inputs: ForwardInputs<T>,
  layer: number,
  { q, keys, values, sinks }: { q: T; keys: T; values: T; sinks?: T },
): T {
  const past = inputs.past?.layers[keysLayer(config, layer)];
  const { headWidth, kvHeads } = layerHeads(config, layer);
  const { window } = config;
  return ops.attention(q, keys, values, {
    heads: config.heads,
    kvHeads,
    scale: config.attentionScale ?? 1 / Math.sqrt(headWidth),
    past: past && inputs.past && { ...past, bias: inputs.past.bias },
    cap: config.attentionCap,
    sinks,
    window: window?.layers.includes(layer) ? { size: window.size, positions: inputs.positions } : undefined,
  });
}
