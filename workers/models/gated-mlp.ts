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
    ? experts(ops, config, traits, at, x)
    : mlp(ops, config, traits, at, x);
}

function mlp<T>(ops: Ops<T>, config: LanguageModelConfig, traits: GatedTraits, at: string, x: T): T {
  const biased = config.biases?.includes("mlp") === true;
  const linear = (from: T, name: string) => {
    const y = ops.matmul(from, ops.weight(`${at}.${name}.weight`), { transposeB: true });
    return biased ? ops.add(y, ops.weight(`${at}.${name}.bias`)) : y;
  };
  const { hidden } = config;
  const gateAndUp = () => {
    const both = linear(x, "gate_up_proj");
    return [ops.slice(both, -1, 0, hidden), ops.slice(both, -1, hidden)] as const;
  };
  const [gate, up] = traits.fused ? gateAndUp() : [linear(x, "gate_proj"), linear(x, "up_proj")];
  return linear(gated(ops, config, traits, gate, up), "down_proj");
}

/** What gates of GPT-OSS are multiplied by inside of the sigmoid, and how large gates and values may be. */
export const CLAMPED_GATE = { alpha: 1.702, limit: 7 };

function gated<T>(ops: Ops<T>, config: LanguageModelConfig, traits: GatedTraits, gate: T, up: T): T {
  if (!traits.clampedExperts) {
    const { activation = "silu" } = config;
    return ops.mul(activate(ops, { ...config, activation }, gate), up);
  }
  const { alpha, limit } = CLAMPED_GATE;
  const held = ops.minimum(gate, ops.constant(limit));
  const value = ops.maximum(ops.minimum(up, ops.constant(limit)), ops.constant(-limit));
  const opened = ops.mul(held, ops.sigmoid(ops.mul(held, ops.constant(alpha))));
  return ops.mul(opened, ops.add(value, ops.constant(1)));
}

/**
 * Every token goes to the experts that the router finds likeliest (Fedus et al. 2021), and their outputs are added up by
 * its probabilities. All experts are run, so that the graph does not depend on the tokens: those that were not chosen
 * count 0.
 */
function experts<T>(ops: Ops<T>, config: LanguageModelConfig, traits: GatedTraits, at: string, x: T): T {
  const { count, active, normalised } = config.experts ?? { count: 0, active: 0, normalised: false };
  const router = `${at}.${routerName(traits)}`;
  const products = ops.matmul(x, ops.weight(`${router}.weight`), { transposeB: true });
  const scores = traits.clampedExperts ? ops.add(products, ops.weight(`${router}.bias`)) : products;
  const chosen = ops.keepTopK(ops.softmax(scores), active);
  const shares = normalised ? ops.div(chosen, ops.sum(chosen, -1, true)) : chosen;
  let sum: T | undefined;
  for (let expert = 0; expert < count; expert++) {
    const written = ops.mul(
      mlp(ops, config, traits, `${at}.experts.${expert}`, x),
      ops.slice(shares, -1, expert, expert + 1),
    );
    sum = sum === undefined ? written : ops.add(sum, written);
  }
  if (sum === undefined) throw new Error("A mixture without experts.");
  return sum;
}

const routerName = ({ clampedExperts }: GatedTraits) => (clampedExperts ? "router" : "gate");

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
    const router = `mlp.${routerName(traits)}`;
    shapes.set(`${router}.weight`, [experts.count, width]);
    if (traits.clampedExperts) shapes.set(`${router}.bias`, [experts.count]);
    for (let expert = 0; expert < experts.count; expert++) add(`mlp.experts.${expert}`, experts.hidden);
  }
  return shapes;
}
