/** The ways in which two features of an SAE are near each other: cosines, for the meaning of words that only stand around made smaller. */
import { z } from "zod";

export const DISTANCES = ["combined", "contexts", "together", "meaning", "direction", "effect"] as const;
export type Distance = (typeof DISTANCES)[number];
export const distance = z.enum(DISTANCES);

/** Their names, and what each compares. */
export const DISTANCE_NAMES: Record<Distance, string> = {
  combined: "combined",
  contexts: "same contexts",
  together: "firing together",
  meaning: "meaning",
  direction: "direction",
  effect: "same effect",
};

export const DISTANCE_MEANINGS: Record<Distance, string> = {
  combined:
    "Contexts, firings, directions and effects weighed together. The weights are those that agree best with one part of the passages.",
  contexts:
    "Cosine of how often each token stands around the peaks of their examples (log counts, rarer tokens count more).",
  together: "Cosine of the tokens at which they are above 0: both / √(one × other).",
  meaning:
    "Cosine of the words that they fire on, as the embedding model reads them. Where these are small words or marks, the words around them stand in, and count half.",
  direction: "Cosine of their decoder directions.",
  effect: "Cosine of what they do to the logits of all next tokens.",
};

/** What lies close together on a map by each. */
export const DISTANCE_SENTENCES: Record<Distance, string> = {
  combined:
    "Features that are alike on the whole lie close together: in their contexts, the tokens they fire on, their directions and their effects.",
  contexts: "Features that fire among the same words lie close together.",
  together: "Features that fire on the same tokens lie close together.",
  meaning: "Features that fire on words of similar meaning lie close together.",
  direction: "Features whose directions are alike lie close together.",
  effect: "Features that make the same next tokens likelier lie close together.",
};

/** Agreement of a distance with contexts that it was not made from (docs/formats.md). */
export const heldOutCoherence = z.object({
  /** 0.5 is chance. */
  auc: z.number(),
  /** Share of the 10 nearest that are among the 10 nearest by context. */
  overlap: z.number(),
  /** The same for neighbours drawn at random. */
  random: z.object({ auc: z.number(), overlap: z.number() }),
  /** Features over which it was measured. */
  features: z.number().int(),
});
export type HeldOutCoherence = z.infer<typeof heldOutCoherence>;

/** One distance among those there are to choose from. */
export interface MeasuredDistance {
  distance: Distance;
  /** Null until it is measured. */
  coherence: HeldOutCoherence | null;
}

/**
 * What the map is laid out by that is shown to people who come for no SAE in particular: meaning, which needs no
 * explanation, or else what is most coherent. Null while there is no map.
 */
export function landscapeOf(
  map: { distance: Distance; distances: readonly MeasuredDistance[] } | null,
): Distance | null {
  const read = map?.distances.find((one) => one.distance === "meaning");
  return read?.distance ?? map?.distance ?? null;
}

/** How much each part of the combined distance weighs; they add up to 1. */
export const distanceWeights = z.object({
  contexts: z.number(),
  together: z.number(),
  direction: z.number(),
  effect: z.number(),
});
export type DistanceWeights = z.infer<typeof distanceWeights>;
/** The parts of the combined distance; another distance may stand by itself. */
export const WEIGHED_DISTANCES = distanceWeights.keyof().options;
