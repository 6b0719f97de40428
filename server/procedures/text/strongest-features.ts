import type { TextActivations } from "@/domain/text-activations";
import { featuresOf, readKnownFeatures, type KnownFeature } from "./queries";

/** Features of a larger share of the corpus's tokens say little about one token. */
const ALWAYS_ON = 0.05;
const EACH_TOKEN = 5;

export interface StrongestFeatures {
  /** For each token its features, the strongest first; those that are on nearly all the time are left out. */
  strongest: TextActivations["tokens"];
  /** What is known of those, each once. */
  features: KnownFeature[];
}

/**
 * The few features to show at each token.
 * @param saeId of an SAE that the viewer may see
 * @param tokens the active features of each token, the strongest first
 */
export async function strongestFeatures(
  saeId: number,
  tokens: TextActivations["tokens"],
): Promise<StrongestFeatures> {
  const known = await readKnownFeatures(saeId, featuresOf(tokens));
  const dense = new Set(
    known.filter(({ density }) => (density ?? 0) > ALWAYS_ON).map(({ feature }) => feature),
  );
  const strongest = tokens.map((entries) =>
    entries.filter(({ feature }) => !dense.has(feature)).slice(0, EACH_TOKEN),
  );
  const shown = new Set(strongest.flat().map(({ feature }) => feature));
  return { strongest, features: known.filter(({ feature }) => shown.has(feature)) };
}
