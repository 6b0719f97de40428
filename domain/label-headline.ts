import type { LabelMethod, LabelState } from "./labels";

/** What a page puts above a feature: its best label, how sure that is, and a person's word beside a program's. */

/** A label as far as the headline depends on it; lists of them come best first. */
export interface RankedLabel {
  text: string;
  method: LabelMethod;
  state: LabelState;
  shown: boolean;
  /** Balanced accuracy on held-out windows, 0.5 = chance; null until scored. */
  score: number | null;
}

/** Below this score a program's label says little about its feature; chance is 0.5. */
export const CLEAR_SCORE = 0.7;

export interface Headline<L extends RankedLabel> {
  /** Null while nobody and nothing has labelled the feature. */
  best: L | null;
  /** A person's best label where a program's is shown above it; null where there is none, or it is the best. */
  person: L | null;
  /** Further labels that are neither hidden nor withdrawn. */
  others: number;
  /** The best is a program's, nobody has accepted it, and its score is near chance. */
  unclear: boolean;
}

export function headline<L extends RankedLabel>(labels: readonly L[]): Headline<L> {
  const alive = labels.filter(({ state }) => state !== "hidden" && state !== "withdrawn");
  const best = alive.find(({ shown }) => shown) ?? null;
  const person =
    best && !isPersons(best) ? (alive.find((label) => label !== best && isPersons(label)) ?? null) : null;
  return {
    best,
    person,
    others: alive.length - (best ? 1 : 0) - (person ? 1 : 0),
    unclear: best !== null && isUnclear(best),
  };
}

function isPersons({ method }: RankedLabel): boolean {
  return method === "hand" || method === "import";
}

function isUnclear(label: RankedLabel): boolean {
  return !isPersons(label) && label.state !== "accepted" && label.score !== null && label.score < CLEAR_SCORE;
}
