/**
 * Matryoshka SAEs (Bussmann et al. 2025): features before each prefix's end reconstruct on their own, so the first stand for
 * what is common, and later ones for cases of it. What a later feature is a case of is seen where it fires: there the
 * earlier one fires, too.
 */

/** Of 1, where every token of the feature is one of the parent's; 0 is chance. */
const LEAST_IMPLIED = 0.5;

export interface PrefixParent {
  id: number;
  /** Tokens at which both fire. */
  count: number;
}

/** Of two features: tokens at which both fire, and each of them, of so many. */
interface Firings {
  both: number;
  child: number;
  parent: number;
  tokens: number;
}

/** How surely one feature's firing implies another's: Loevinger's coefficient H (1948), (P(p | c) - P(p)) / (1 - P(p)). */
export function impliedBy({ both, child, parent, tokens }: Firings): number {
  const chance = parent / tokens;
  return chance < 1 && child > 0 ? (both / child - chance) / (1 - chance) : 0;
}

/** The correlation of the firings of two features as variables of 0 and 1; 0 where one of them does not vary. */
export function firingCorrelation({ both, child, parent, tokens }: Firings): number {
  const variance = child * (tokens - child) * parent * (tokens - parent);
  return variance > 0 ? (both * tokens - child * parent) / Math.sqrt(variance) : 0;
}

/**
 * The feature of an earlier part that a feature is a case of: of those that it implies to {@link LEAST_IMPLIED} the one
 * with the largest correlation, so not one that fires nearly everywhere. It is looked for in the part before the feature's
 * own, then in the one before that. Ties go to the smaller index.
 * @param counts tokens at which each feature fires together with this one
 * @param active tokens at which each fires, of `tokens`
 * @returns null for a feature of the first part, and where there is none
 */
export function findPrefixParent(
  feature: number,
  counts: Uint32Array,
  active: Uint32Array,
  { prefixes, tokens }: { prefixes: readonly number[]; tokens: number },
): PrefixParent | null {
  const starts = [0, ...prefixes];
  const own = starts.findLastIndex((start) => start <= feature);
  const child = active[feature] as number;
  for (let part = own - 1; part >= 0; part--) {
    let [best, found]: [number, number] = [0, -1];
    for (let id = starts[part] as number; id < (starts[part + 1] as number); id++) {
      const firings = { both: counts[id] as number, child, parent: active[id] as number, tokens };
      if (impliedBy(firings) < LEAST_IMPLIED) continue;
      const correlation = firingCorrelation(firings);
      if (correlation > best) [best, found] = [correlation, id];
    }
    if (found >= 0) return { id: found, count: counts[found] as number };
  }
  return null;
}
