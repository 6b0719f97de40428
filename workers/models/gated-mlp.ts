/** The MLP of gated decoders, down(act(gate x) * up x), and the mixture of experts that stands in its place in some layers. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { layerPrefix, type GatedTraits } from "./gated-traits";
import { layerHidden } from "./layer-kinds";

/** @param x what it reads, [B, T, D] */
export function gatedMlp<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  layer: number,
  x: T,
): T {
  const at = `${layerPrefix(layer)}.mlp`;
  return config.experts?.layers.includes(layer)
    ? experts(ops, config, at, x)
    : mlp(ops, config, traits, at, x);
}

function mlp<T>(ops: Ops<T>, config: LanguageModelConfig, traits: GatedTraits, at: string, x: T): T {
  const biased = config.biases?.includes("mlp") === true;
  const linear = (from: T, name: string) => {
    const y = ops.matmul(from, ops.weight(`${at}.${name}.weight`), { transposeB: true });
    return biased ? ops.add(y, ops.weight(`${at}.${name}.bias`)) : y;
  };
  const { activation = "silu", hidden } = config;
  const gateAndUp = () => {
    const both = linear(x, "gate_up_proj");
    return [ops.slice(both, -1, 0, hidden), ops.slice(both, -1, hidden)] as const;
  };
  const [gate, up] = traits.fused ? gateAndUp() : [linear(x, "gate_proj"), linear(x, "up_proj")];
  return linear(ops.mul(activate(ops, { ...config, activation }, gate), up), "down_proj");
}

/**
 * Every token goes to the experts that the router finds likeliest (Fedus et al. 2021), and their outputs are added up by
 * its probabilities. All experts are run, so that the graph does not depend on the tokens: those that were not chosen
 * count 0.
 */
function experts<T>(ops: Ops<T>, config: LanguageModelConfig, at: string, x: T): T {
  const { count, active, normalised } = config.experts ?? { count: 0, active: 0, normalised: false };
  const scores = ops.matmul(x, ops.weight(`${at}.gate.weight`), { transposeB: true });
  const chosen = ops.keepTopK(ops.softmax(scores), active);
  const shares = normalised ? ops.div(chosen, ops.sum(chosen, -1, true)) : chosen;
  let sum: T | undefined;
  for (let expert = 0; expert < count; expert++) {
    const written = ops.mul(
      mlp(ops, config, {}, `${at}.experts.${expert}`, x),
      ops.slice(shares, -1, expert, expert + 1),
    );
    sum = sum === undefined ? written : ops.add(sum, written);
  }
  if (sum === undefined) throw new Error("A mixture without experts.");
  return sum;
}

/** Names, without what stands before a layer's, and shapes of the weights that {@link gatedMlp} names. */
export function gatedMlpShapes(
  config: LanguageModelConfig,
  traits: GatedTraits,
  layer: number,
): Map<string, number[]> {
  const { width, biases = [] } = config;
  const shapes = new Map<string, number[]>();
  const add = (at: string, hidden: number) => {
    const matrices: Record<string, [number, number]> = traits.fused
      ? { gate_up_proj: [2 * hidden, width] }
      : { gate_proj: [hidden, width], up_proj: [hidden, width] };
    for (const [name, shape] of Object.entries({ ...matrices, down_proj: [width, hidden] as const })) {
      shapes.set(`${at}.${name}.weight`, [...shape]);
      if (biases.includes("mlp")) shapes.set(`${at}.${name}.bias`, [shape[0]]);
    }
  };
  const { experts } = config;
  if (!experts?.layers.includes(layer)) add("mlp", layerHidden(config, layer));
  else {
    shapes.set("mlp.gate.weight", [experts.count, width]);
    for (let expert = 0; expert < experts.count; expert++) add(`mlp.experts.${expert}`, experts.hidden);
  }
  return shapes;
}
