import { headWidthOf, type LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { layerHeads } from "./layer-kinds";
import { ropeTables } from "./rope-tables";

const DEFAULT_THETA = 10_000;

/** Rotates queries or keys [B, T, heads * head width] of a layer by their tokens' positions. */
export function rotation<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  positions: T,
): (x: T, heads: number, layer: number) => T {
  const { context, window, ropeScaling, ropeTheta = DEFAULT_THETA, ropeInterleaved = false } = config;
  const rotatedOf = (headWidth: number) => config.rotatedWidth ?? headWidth;
  const everywhere = ropeTables(ops, {
    context,
    width: rotatedOf(config.globalHeads?.headWidth ?? headWidthOf(config)),
    theta: ropeTheta,
    scaling: ropeScaling,
    magnitude: config.ropeMagnitude,
  });
  // Gemma 3 and 4 turn faster in its local layers; OLMo 3 scales only the others.
  const local = window?.ropeTheta
    ? ropeTables(ops, {
        ...{ context, width: rotatedOf(headWidthOf(config)) },
        ...{ theta: window.ropeTheta, scaling: window.ropeScaling },
      })
    : everywhere;
  return (x, heads, layer) => {
    const { headWidth } = layerHeads(config, layer);
    return ops.rope(x, positions, window?.layers.includes(layer) ? local : everywhere, {
      heads,
      headWidth,
      rotatedWidth: rotatedOf(headWidth),
      interleaved: ropeInterleaved,
    });
  };
}
