/** A feature followed through the layers of its model. */

/** A feature of an SAE of one layer. */
export interface LayerStep {
  layer: number;
  sae: string;
  index: number;
  /** Its label, or else words at its peaks; empty for a feature that was never active. */
  name: string;
  /** Of its decoder direction to that of the step beside it that leads to the feature asked for; null for that one. */
  cosine: number | null;
  /** Whether each of the two is the other's nearest. */
  mutual: boolean;
  /** Content words that both have in common; null while one of them has no examples yet. */
  shared: string[] | null;
}

/** Where a trail ends: the SAE in which no feature is near enough. */
export interface TrailEnd {
  layer: number;
  sae: string;
  /** Of the nearest there; null where the two SAEs have not been compared. */
  cosine: number | null;
}

export interface LayerTrail {
  /** What the SAEs read in each layer, "hook_resid_post". */
  hook: string;
  /** The SAE that stands for each layer, the first layer first. */
  layers: { layer: number; sae: string }[];
  /** From the first layer that the trail reaches to the last. */
  steps: LayerStep[];
  before: TrailEnd | null;
  after: TrailEnd | null;
}

/** The layer of a hook point and what is read there, as TransformerLens names them; null for one outside the layers. */
export function layerOfHook(hookName: string): { layer: number; hook: string } | null {
  const [, layer, hook] = /^blocks\.(\d+)\.(.+)$/.exec(hookName) ?? [];
  return layer === undefined || hook === undefined ? null : { layer: Number(layer), hook };
}

/** Whether two hook points read the same in different layers. */
export function areOtherLayers(a: string, b: string): boolean {
  const [one, other] = [layerOfHook(a), layerOfHook(b)];
  return one !== null && one.hook === other?.hook && one.layer !== other.layer;
}
