/** In what the layers of a model differ: their heads, and whose keys and values they read. */
import { headWidthOf, type LanguageModelConfig } from "@/domain/models";

export interface LayerHeads {
  headWidth: number;
  kvHeads: number;
  /** Values are projected by the matrix of the keys. */
  keysAsValues: boolean;
}

const isWindowed = ({ window }: LanguageModelConfig, layer: number): boolean =>
  window?.layers.includes(layer) === true;

export const layerHeads = (config: LanguageModelConfig, layer: number): LayerHeads =>
  config.globalHeads && !isWindowed(config, layer)
    ? config.globalHeads
    : { headWidth: headWidthOf(config), kvHeads: config.kvHeads, keysAsValues: false };

/** Layers with keys and values of their own are the first ones, as many as this. */
export const ownKeyLayers = ({ layers, sharedKeys = 0 }: LanguageModelConfig): number => layers - sharedKeys;

/** The layer whose keys and values a layer reads: itself, or the last one of its kind that has some. */
export function keysLayer(config: LanguageModelConfig, layer: number): number {
  let from = Math.min(layer, ownKeyLayers(config) - 1);
  if (from < layer) while (from > 0 && isWindowed(config, from) !== isWindowed(config, layer)) from--;
  return from;
}

/** How wide a layer's MLP is. */
export const layerHidden = (config: LanguageModelConfig, layer: number): number =>
  layer < ownKeyLayers(config) ? config.hidden : (config.sharedHidden ?? config.hidden);
