import type { KnownFeature } from "@/server/procedures/text/queries";

/** How a text that has been read token by token is coloured, and what to say of a token. */

export interface ActiveFeature {
  feature: number;
  value: number;
}

export interface ReadTokens {
  /** BOS first. */
  pieces: readonly string[];
  /** For each token its features, the strongest first; BOS has none. */
  strongest: readonly (readonly ActiveFeature[])[];
  features: readonly KnownFeature[];
}

const LEVELS = 10;

/** The part of its maximum that a feature reaches, at most 1. Of one that never fired in the corpus nothing is known. */
export function shareOfMaximum({ value }: ActiveFeature, known: KnownFeature | undefined): number {
  return known?.max ? Math.min(1, value / known.max) : 0;
}

/**
 * Steps of colour, 0..10, for the tokens from `first` to `last` (one character may be several tokens): of one feature,
 * or of whichever is nearest to its maximum.
 */
export function levelOf(
  read: Pick<ReadTokens, "strongest">,
  known: ReadonlyMap<number, KnownFeature>,
  [first, last]: readonly [number, number],
  followed: number | null,
): number {
  const share = Math.max(
    0,
    ...read.strongest
      .slice(first, last + 1)
      .flat()
      .filter(({ feature }) => followed === null || feature === followed)
      .map((active) => shareOfMaximum(active, known.get(active.feature))),
  );
  return share === 0 ? 0 : Math.max(1, Math.ceil(share * LEVELS));
}
