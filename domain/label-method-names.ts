import type { LabelMethod } from "./labels";

/** Short names of how a label was made, for where a line has little room; LABEL_METHODS explains each. */
const NAMES: Record<LabelMethod, string> = {
  token: "one word",
  concept: "concept",
  "after-token": "after a word",
  predicate: "a rule",
  context: "words around it",
  output: "its effect",
  unclear: "unclear",
  llm: "language model",
  hand: "a person",
  import: "imported",
};

export const methodName = (method: LabelMethod): string => NAMES[method];
