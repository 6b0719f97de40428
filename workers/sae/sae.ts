import type { SaeConfig } from "@/domain/models";
import type { Weights } from "../engine/ops";

/** Under which an SAE's weights stand beside those of the model in one program. */
export const SAE_PREFIX = "sae.";

/** An SAE as the engine takes it; names and shapes of its weights are in sae-weights.ts. */
export interface Sae {
  config: SaeConfig;
  weights: Weights;
}

/** The weights of a model and of an SAE for one program; those of the SAE get SAE_PREFIX. */
export function jointWeights(model: { weights: Weights }, sae: Sae): Weights {
  return new Map([
    ...model.weights,
    ...[...sae.weights].map(([name, weight]) => [SAE_PREFIX + name, weight] as const),
  ]);
}
