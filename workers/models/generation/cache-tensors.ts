/** The KV cache as inputs and outputs of programs; layers that share others' keys have no tensors of their own. */
import type { LanguageModelConfig } from "@/domain/models";
import type { TensorSpec } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import type { ForwardInputs, LayerCache } from "../family";
import { layerHeads, ownKeyLayers } from "../layer-kinds";

const ownLayers = (config: LanguageModelConfig): number[] =>
  Array.from({ length: ownKeyLayers(config) }, (_, layer) => layer);

/** past.bias, and past.keys.L and past.values.L of every layer with keys of its own. */
export function pastInputs(config: LanguageModelConfig): Record<string, TensorSpec> {
  const inputs: Record<string, TensorSpec> = {
    "past.bias": { dtype: "float32", shape: ["rows", 1, 1, "slots"] },
  };
  for (const layer of ownLayers(config)) {
    const { kvHeads, headWidth } = layerHeads(config, layer);
    const cache: TensorSpec = { dtype: "float32", shape: ["rows", kvHeads, "slots", headWidth] };
    inputs[`past.keys.${layer}`] = cache;
    inputs[`past.values.${layer}`] = cache;
  }
  return inputs;
}

/** The inputs of {@link pastInputs} as the model takes them. */
export const pastOf = <T>(
  config: LanguageModelConfig,
  feeds: Readonly<Record<string, T>>,
): NonNullable<ForwardInputs<T>["past"]> => ({
  layers: ownLayers(config).map((layer) => ({
    keys: input(feeds, `past.keys.${layer}`),
    values: input(feeds, `past.values.${layer}`),
  })),
  bias: input(feeds, "past.bias"),
});

/** fresh.keys.L and fresh.values.L, which `KvCache.append` takes. */
export const freshOutputs = <T>(fresh: readonly LayerCache<T>[]): Record<string, T> =>
  Object.fromEntries(
    fresh.flatMap(({ keys, values }, layer) => [
      [`fresh.keys.${layer}`, keys],
      [`fresh.values.${layer}`, values],
    ]),
  );
