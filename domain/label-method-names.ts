import type { LabelMethod } from "./labels";

/** Short names of how a label was made, for where a line has little room; LABEL_METHODS explains each. */
const NAMES: Partial<Record<LabelMethod, string>> = {
  token: "one word",
  "after-token": "after a word",
  predicate: "a rule",
  context: "words around it",
  output: "its effect",
  llm: "language model",
  hand: "a person",
  import: "imported",
};

export function methodName(method: LabelMethod): string {
  return NAMES[method] ?? method;
}
