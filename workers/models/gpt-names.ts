/** Names and shapes of the weights that GPT-2 and GPT-Neo have in common: learned positions, blocks, final norm, head. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { ForwardInputs } from "./family";
import type { BlockNames } from "./gpt-blocks";
import { layerNormHead } from "./layer-norm";

export const gptHead = layerNormHead({
  norm: "transformer.ln_f",
  embedding: "transformer.wte.weight",
  head: "lm_head.weight",
});

/** Names of a layer; only attention has the family's own. */
export function gptNames(layer: number, attentionOut: string): BlockNames {
  const at = `transformer.h.${layer}`;
  return {
    attentionNorm: `${at}.ln_1`,
    attentionOut: `${at}.attn.${attentionOut}`,
    mlpNorm: `${at}.ln_2`,
    mlpIn: `${at}.mlp.c_fc`,
    mlpOut: `${at}.mlp.c_proj`,
  };
}

/** Tokens and places: [B, T, D]. */
export const gptEmbedding = <T>(ops: Ops<T>, inputs: ForwardInputs<T>): T =>
  ops.add(
    ops.gather(ops.weight("transformer.wte.weight"), inputs.ids),
    ops.gather(ops.weight("transformer.wpe.weight"), inputs.positions),
  );

/**
 * @param matrix the shape in which the family stores a matrix from one width to another
 * @param attention a layer's attention weights by their names after "attn."
 */
export function gptWeightShapes(
  config: LanguageModelConfig,
  matrix: (from: number, to: number) => number[],
  attention: Readonly<Record<string, number[]>>,
): Map<string, number[]> {
  const { vocabulary, width, hidden, context, tiedHead } = config;
  const shapes = new Map([
    ["transformer.wte.weight", [vocabulary, width]],
    ["transformer.wpe.weight", [context, width]],
  ]);
  const both = (name: string, weight: number[], bias: number) =>
    shapes.set(`${name}.weight`, weight).set(`${name}.bias`, [bias]);
  for (let layer = 0; layer < config.layers; layer++) {
    const { attentionNorm, mlpNorm, mlpIn, mlpOut } = gptNames(layer, "");
    both(attentionNorm, [width], width);
    for (const [name, shape] of Object.entries(attention))
      shapes.set(`transformer.h.${layer}.attn.${name}`, shape);
    both(mlpNorm, [width], width);
    both(mlpIn, matrix(width, hidden), hidden);
    both(mlpOut, matrix(hidden, width), width);
  }
  both("transformer.ln_f", [width], width);
  if (!tiedHead) shapes.set("lm_head.weight", [vocabulary, width]);
  return shapes;
}
