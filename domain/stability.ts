/** From this cosine on, two features that are each other's nearest are the same feature (arXiv 2501.16615). */
export const SAME_FEATURE = 0.7;

/** @param cosine to a feature's nearest in an SAE of another seed, negative where that one has a nearer feature itself */
export const isFoundAgain = (cosine: number): boolean => cosine >= SAME_FEATURE;
