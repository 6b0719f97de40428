/**
 * Per-layer embeddings (Gemma 3n, Gemma 4): behind its MLP every layer reads the tokens once more, as the mean of a table's
 * row and of a projection of the embeddings, and adds them through a gate that depends on the stream.
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import { activate } from "./activation";
import { gatedNorm } from "./gated-norm";
import { layerPrefix, type GatedTraits } from "./gated-traits";

const TABLE = "model.embed_tokens_per_layer.weight";
const PROJECTION = "model.per_layer_model_projection.weight";
const NORM = "model.per_layer_projection_norm";

/**
 * What stands behind a layer's MLP: from its number and the stream [B, T, D] to the stream with the layer's inputs. The
 * stream as it is in models without such inputs.
 * @param ids [B, T] @param embedded what the first layer reads, [B, T, D]
 */
export function layerInputs<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  traits: GatedTraits,
  { ids, embedded }: { ids: T; embedded: T },
): (layer: number, x: T) => T {
  if (!config.layerInputs) return (_, x) => x;
  const { width } = config.layerInputs;
  const { layers, activation = "gelu-tanh" } = config;
  const linear = (x: T, name: string) => ops.matmul(x, ops.weight(name), { transposeB: true });
  const scaled = (x: T, by: number) => ops.mul(x, ops.constant(by));
  const byLayer = (x: T) => ops.reshape(x, [0, 0, layers, width]);
  const looked = scaled(byLayer(ops.gather(ops.weight(TABLE), ids)), Math.sqrt(width));
  const projected = byLayer(scaled(linear(embedded, PROJECTION), 1 / Math.sqrt(config.width)));
  const all = scaled(ops.add(gatedNorm(ops, config, traits, projected, NORM), looked), Math.SQRT1_2);
  return (layer, x) => {
    const at = layerPrefix(layer);
    const own = ops.reshape(ops.slice(all, 2, layer, layer + 1), [0, 0, -1]);
    const gate = activate(ops, { ...config, activation }, linear(x, `${at}.per_layer_input_gate.weight`));
    const written = linear(ops.mul(gate, own), `${at}.per_layer_projection.weight`);
    return ops.add(x, gatedNorm(ops, config, traits, written, `${at}.post_per_layer_input_norm`));
  };
}

/** Names and shapes of the weights that {@link layerInputs} names. */
export function layerInputShapes({ layers, width, layerInputs: own }: LanguageModelConfig): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  if (!own) return shapes;
  shapes.set(TABLE, [own.vocabulary, layers * own.width]);
  shapes.set(PROJECTION, [layers * own.width, width]);
  shapes.set(`${NORM}.weight`, [own.width]);
  for (let layer = 0; layer < layers; layer++) {
    const at = layerPrefix(layer);
    shapes.set(`${at}.per_layer_input_gate.weight`, [own.width, width]);
    shapes.set(`${at}.per_layer_projection.weight`, [width, own.width]);
    shapes.set(`${at}.post_per_layer_input_norm.weight`, [width]);
  }
  return shapes;
}
