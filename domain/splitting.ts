import { z } from "zod";
import { saeUrl, withQuery, type SaeAddress } from "./urls";

/** What features of a narrow SAE become in the wider SAEs of the same hook. */

/**
 * A feature of the wider SAE branches off from the feature of the narrower one that is nearest to it by decoder direction,
 * from this cosine. In 288 dimensions the nearest of 1,152 random directions has about 0.2.
 */
export const BRANCH_COSINE = 0.35;

export interface SplitNode {
  sae: string;
  dSae: number;
  index: number;
  /** Its label, or else words at its peaks; empty for a feature that was never active. */
  name: string;
  /** Of its direction to that of the node above; null for the first. */
  cosine: number | null;
  /** Content words that it has in common with the node above; null while one of them has no examples yet. */
  shared: string[] | null;
  /** Largest cosine first. */
  children: SplitNode[];
  /** Further children, with smaller cosines. */
  left: number;
}

export interface MostSplit {
  sae: string;
  index: number;
  name: string;
  /** Features of `into` that branch off from it. */
  branches: number;
  into: string;
}

export interface Splitting {
  hookName: string;
  /** SAEs of the hook, one for each width, the narrowest first. */
  family: { sae: string; dSae: number }[];
  /** Null where no feature was asked for, or there is one width alone. */
  root: SplitNode | null;
  most: MostSplit[];
}

/** Senseless values count as left out. */
export const splittingView = z.object({
  f: z.coerce.number().int().nonnegative().optional().catch(undefined),
});

/** The tree that a feature of an SAE belongs to, or the features that split most. */
export function splittingUrl(address: SaeAddress, feature?: number): string {
  return withQuery(`${saeUrl(address)}/splitting`, {
    f: feature === undefined ? undefined : String(feature),
  });
}
