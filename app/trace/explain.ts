/** What the figures of a trace say in words: who speaks for the first word, who against it, and how sure that is. */

export interface TracedFeature {
  feature: number;
  label: string | null;
  /** Estimated from the gradient. */
  attribution: number;
  /** Measured: how far the difference falls without the feature. */
  ablation: number;
}

/** Estimate and measurement agree within this factor, and in sign. */
export const AGREEMENT_FACTOR = 2;
/** Features of each side. */
export const SHOWN_SIDE = 10;
/** Named in the sentence: the fewest strongest that make up this share of their side, and no more than three. */
const NAMED_SHARE = 0.5;
const MOST_NAMED = 3;

/** Features by what was measured, the strongest first: those that speak for the first word, and those against it. */
export function sidesOf<F extends TracedFeature>(features: readonly F[]): { pro: F[]; contra: F[] } {
  const pro = features.filter(({ ablation }) => ablation > 0).sort((a, b) => b.ablation - a.ablation);
  const contra = features.filter(({ ablation }) => ablation < 0).sort((a, b) => a.ablation - b.ablation);
  return { pro: pro.slice(0, SHOWN_SIDE), contra: contra.slice(0, SHOWN_SIDE) };
}

export function agrees({ attribution, ablation }: TracedFeature): boolean {
  const ratio = attribution / ablation;
  return ratio >= 1 / AGREEMENT_FACTOR && ratio <= AGREEMENT_FACTOR;
}

/** Those of a side that a sentence names. */
export function mainOnes<F extends TracedFeature>(side: readonly F[]): F[] {
  const total = side.reduce((sum, { ablation }) => sum + Math.abs(ablation), 0);
  const named: F[] = [];
  let covered = 0;
  for (const feature of side) {
    if (named.length === MOST_NAMED || covered >= NAMED_SHARE * total) break;
    named.push(feature);
    covered += Math.abs(feature.ablation);
  }
  return named;
}
