/**
 * Feature absorption (Chanin et al. 2024, arXiv 2409.14507) of one token, with the rules and thresholds of SAEBench's
 * feature_absorption_calculator: has another feature taken over what the main features of a concept should say?
 */

/** A feature that takes over wholly must point at least so far along the probe. */
const LEAST_COSINE_FULL = 0.025;
/** ... and one that takes over a part. */
const LEAST_COSINE_PART = 0.1;
/** What takes over must make up at least this share of the token's projection on the probe. */
const LEAST_SHARE = 0.4;
/** Features that may take over a part together. */
const MOST_ABSORBERS = 3;

export interface ActiveToken {
  /** Active features and their activations, in units of their decoder rows of length 1. */
  features: ArrayLike<number>;
  values: ArrayLike<number>;
  /** What the SAE reads there, times the probe's direction of length 1. */
  projection: number;
}

export interface Absorbed {
  /** No main feature is active, and the one that projects most on the probe stands in for them alone. */
  full: boolean;
  /** Share of what is said along the probe that up to three other features have taken over, 0..1. */
  fraction: number;
}

/** @param cosines of each feature's decoder row with the probe */
export function absorbedAt(
  { features, values, projection }: ActiveToken,
  cosines: ArrayLike<number>,
  main: ReadonlySet<number>,
): Absorbed {
  let byMain = 0;
  let mainActive = false;
  let top = { projection: -Infinity, cosine: 0 };
  const others: number[] = [];
  for (let n = 0; n < features.length; n++) {
    const feature = features[n] as number;
    const cosine = cosines[feature] as number;
    const projected = (values[n] as number) * cosine;
    if (projected > top.projection) top = { projection: projected, cosine };
    if (main.has(feature)) {
      byMain += projected;
      mainActive = true;
    } else if (cosine >= LEAST_COSINE_PART && projected > 0) others.push(projected);
  }
  const byOthers = others
    .sort((a, b) => b - a)
    .slice(0, MOST_ABSORBERS)
    .reduce((sum, part) => sum + part, 0);
  return {
    full:
      !mainActive &&
      projection > 0 &&
      top.cosine >= LEAST_COSINE_FULL &&
      top.projection >= LEAST_SHARE * projection,
    fraction: fractionOf(projection, byMain, byOthers),
  };
}

function fractionOf(projection: number, byMain: number, byOthers: number): number {
  // a token that lies against the probe says nothing along it that could be taken over
  if (projection <= 0 || byMain >= projection || byOthers < LEAST_SHARE * projection) return 0;
  if (byMain <= 0) return 1;
  const taken = Math.min(byOthers, projection - byMain);
  return taken / (taken + byMain);
}
