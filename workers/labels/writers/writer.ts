import type { LabelMethod } from "@/domain/labels";
import type { Rule } from "../rules";
import { compileRule } from "../rules";
import { fit } from "../score";
import type { Lexer } from "../text-view";
import type { ActivePassage, SideSample, Windows } from "../windows";

/** What a writer may know of a feature: the training side alone. */
export interface Training {
  lexer: Lexer;
  /** Passages in which the feature is active, each once. */
  examples: readonly ActivePassage[];
  windows: Windows;
  sample: SideSample;
  /** The most promoted tokens, the first most. */
  promoted: readonly number[];
}

export interface Proposal {
  method: Exclude<LabelMethod, "hand" | "import" | "llm">;
  text: string;
  rule: Rule;
}

/** Writes the label of its method, or none where its kind says nothing about the feature. */
export type Writer = (training: Training) => Proposal | null;

/** The candidate that fits the training windows best, the first of equals; null where none fits at all. */
export function bestFit(candidates: Iterable<Proposal>, { lexer, windows }: Training): Proposal | null {
  let best: Proposal | null = null;
  let bestFit = 0;
  for (const candidate of candidates) {
    const reached = fit(compileRule(candidate.rule, lexer), windows);
    if (reached > bestFit) [best, bestFit] = [candidate, reached];
  }
  return best;
}

/** "“dragon”", "“…ing”", "a line break": a key as people read it. */
export function quoteKey(key: string): string {
  if (key === "↵") return "a line break";
  if (key === "␣") return "spaces";
  return `“${key}”`;
}

/** "a", "a or b", "a, b or c". */
export function anyOf(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}
