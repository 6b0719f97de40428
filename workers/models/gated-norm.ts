/** The norms of gated decoders: RMSNorm, or LayerNorm where the family has it. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { GatedTraits } from "./gated-traits";
import { layerNorm } from "./layer-norm";

/** Of x over its last axis, by the norm called `name`. */
export function gatedNorm<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  x: T,
  name: string,
): T {
  return traits.centredNorms
    ? layerNorm(ops, config, x, name)
    : ops.rmsNorm(x, normWeight(ops, traits, name), config.normEps);
}

/**
 * As {@link gatedNorm}, with a hook at TransformerLens' hook_normalized: of LayerNorm what it gives, of RMSNorm what it
 * gives before the weight. The norm is taken in one step where the hook changes nothing.
 */
export function hookedNorm<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  x: T,
  name: string,
  hook: (x: T) => T,
): T {
  const normed = gatedNorm(ops, config, traits, x, name);
  if (traits.centredNorms) return hook(normed);
  const plain = plainNorm(ops, config, x, config.width);
  const seen = hook(plain);
  return seen === plain ? normed : ops.mul(seen, normWeight(ops, traits, name));
}

/** RMSNorm without a weight, over a last axis of this width. */
export const plainNorm = <T>(ops: Ops<T>, { normEps }: LanguageModelConfig, x: T, width: number): T =>
  ops.rmsNorm(x, ops.constant(new Float32Array(width).fill(1), [width]), normEps);

/** What a norm multiplies by, [width]. */
export function normWeight<T>(ops: Ops<T>, { unitOffset }: GatedTraits, name: string): T {
  const weight = ops.weight(`${name}.weight`);
  return unitOffset ? ops.add(weight, ops.constant(1)) : weight;
}
