import type { TextActivations } from "@/domain/text-activations";
import { queryRows } from "../../platform/rows";

/** What is known of a feature besides a text that it is active in. */
export interface KnownFeature {
  feature: number;
  /** Shown label, or "". */
  label: string;
  density: number | null;
  /** Over the shown corpus; null where it never fired there. */
  max: number | null;
}

/** @param saeId of an SAE that the viewer may see. Features without a row are left out. */
export function readKnownFeatures(saeId: number, features: readonly number[]): Promise<KnownFeature[]> {
  return queryRows<KnownFeature>(
    "SELECT feature, label, density, max FROM search_document WHERE sae_id = $1 AND feature = ANY($2)",
    [saeId, features],
  );
}

/** Every feature that is active in a text, once. */
export function featuresOf(tokens: TextActivations["tokens"]): number[] {
  return [...new Set(tokens.flat().map(({ feature }) => feature))];
}
