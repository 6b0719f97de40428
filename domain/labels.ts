/**
 * Labels: short statements of what a feature stands for, by the program or by people. A feature may have many; exactly
 * one of those not hidden or withdrawn is shown (`shown`), the best by held-out score, votes and acceptance.
 */

/** How a label of the program's own rules was made, which needs no outside model. */
const BY_RULE = {
  token: "the word, or the two, at which the feature is most active",
  concept: "the words at which the feature is most active are of one kind",
  "after-token": "the word right before the place where the feature is active",
  predicate: "a rule about the text, checked on examples",
  context: "words that stand around the places where it is active",
  output: "the next words that the feature makes likelier",
  unclear: "no label fits; the word at its strongest peak",
} as const;
export type RuleMethod = keyof typeof BY_RULE;
export const RULE_METHODS = Object.keys(BY_RULE) as RuleMethod[];

/** How a label was made. */
export const LABEL_METHODS = {
  ...BY_RULE,
  llm: "written by a language model from examples",
  hand: "written by a person",
  import: "brought from another browser",
} as const;
export type LabelMethod = keyof typeof LABEL_METHODS;

export const LABEL_STATES = ["proposed", "accepted", "disputed", "withdrawn", "hidden"] as const;
export type LabelState = (typeof LABEL_STATES)[number];

/** Lengths in characters. */
export const LABEL_TEXT_LIMIT = 200;
/** Other browsers have longer ones. */
export const IMPORTED_TEXT_LIMIT = 1_000;
export const LABEL_NOTE_LIMIT = 2_000;

/** What a page shows of a label beside a feature. */
export interface ShownLabel {
  id: number;
  text: string;
  method: LabelMethod;
  state: LabelState;
  /** Balanced accuracy on held-out windows, 0.5 = chance; null until scored. */
  score: number | null;
  /** What labels of other features reach on the same windows; null where that was not measured. */
  shuffled: number | null;
}

/** Passages that a label's author may point at. */
export const EVIDENCE_LIMIT = 10;
export const COMMENT_LIMIT = 2_000;
