import type { RuleMethod } from "@/domain/labels";
import type { Rule } from "../rules";
import type { Lexer } from "../text-view";
import type { ActivePassage, SideSample, Windows } from "../windows";
import type { WordFamily } from "./units";

/** What a writer may know of a feature: the training side alone. */
export interface Training {
  lexer: Lexer;
  /** Passages in which the feature is active, each once, the strongest first. */
  examples: readonly ActivePassage[];
  windows: Windows;
  sample: SideSample;
  /** The most promoted tokens, the first most. */
  promoted: readonly number[];
  /** What the feature peaks on, and what stands before it. */
  at: readonly WordFamily[];
  before: readonly WordFamily[];
}

/**
 * Names the topic that words have in common; null where none is near enough, or nothing can tell.
 * @param least cosine of the topic with the words
 */
export type NameTopic = (words: readonly string[], least?: number) => Promise<string | null>;

/** Something that a label could say. */
export interface Candidate {
  method: Exclude<RuleMethod, "unclear">;
  rule: Rule;
  /** How much better another must fit to be said instead: what is simple and telling is said first. */
  worth: number;
  /** Says something only together with another: a function word, a mark. */
  partOnly?: boolean;
  /** What it says; null where that turns out to be nothing, which the next best one is for. */
  text: Phrase;
  /** What it adds behind another and a comma, "after “once”"; left out where it only stands alone. */
  behind?: Phrase;
}

export type Phrase = (nameTopic: NameTopic) => string | null | Promise<string | null>;

/** Words that a candidate's own rule is about are no news behind it. */
export function ruleWords(rule: Rule): readonly string[] {
  return rule.kind === "words" || rule.kind === "near" ? rule.words : [];
}
