/** Which layers see only the last tokens. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";

export const windowFields = {
  sliding_window: size.nullish(),
  layer_types: z.array(z.string()).nullish(),
};

/** The same for every layer from the first to the last. */
export const everyLayer = (layers: number): number[] => Array.from({ length: layers }, (_, layer) => layer);

/**
 * Layers with a window by layer_types, else by the family's rule. Throws UNSUPPORTED for a kind of layer that is neither
 * full_attention nor sliding_attention, and for a list that is too short.
 */
export function windowedLayers(
  types: readonly string[] | null | undefined,
  layers: number,
  file: string,
  rule: (layer: number) => boolean,
): number[] {
  if (!types) return everyLayer(layers).filter(rule);
  if (types.length < layers) unsupported(file, `layer_types for ${types.length} of ${layers} layers`);
  const other = types.find((type) => type !== "full_attention" && type !== "sliding_attention");
  if (other !== undefined) unsupported(file, `layer_types "${other}"`);
  return everyLayer(layers).filter((layer) => types[layer] === "sliding_attention");
}

/** A window as wide as what is read at once changes nothing and is left out. */
export const windowOf = (
  window: number | null | undefined,
  layers: readonly number[],
  context: number,
): LanguageModelConfig["window"] =>
  window && window < context && layers.length > 0 ? { size: window, layers: [...layers] } : undefined;
