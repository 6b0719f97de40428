/** What later features of a Matryoshka SAE are cases of: trees over its parts, from the few first features to all. */

export interface PrefixNode {
  index: number;
  /** Its label, or else words at its peaks; empty for a feature that was never active. */
  name: string;
  /** Of the tokens at which it fires, at how many the feature above does, too; null for the first. */
  share: number | null;
  /** Content words that it has in common with the node above; null while one of them has no examples yet. */
  shared: string[] | null;
  /** Largest share first. */
  children: PrefixNode[];
  /** Further children, with smaller shares. */
  left: number;
}

export interface MostCases {
  index: number;
  name: string;
  /** Later features that are cases of it. */
  cases: number;
}

export interface PrefixTree {
  /** First features that reconstruct on their own, ascending, and all; empty for an SAE that is no Matryoshka. */
  ends: number[];
  /** False while it has not been counted which features fire together. */
  counted: boolean;
  /** Null where no feature was asked for, or the SAE is no Matryoshka. */
  root: PrefixNode | null;
  most: MostCases[];
}
