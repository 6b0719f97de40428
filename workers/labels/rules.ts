import { FeaturescopeError } from "@/domain/errors";
import { FIRST_LEXICON, PREDICATES } from "./predicates";
import type { Lexer, TextView } from "./text-view";

/**
 * What a label of the program means, so exactly that it can be run: for every token of a text, whether the label says
 * that the feature is active there.
 */
export type Rule =
  /** The token, the one before it (-1) or the one after it (1) is one of these (keys of a TextView). */
  | { kind: "keys"; offset: -1 | 0 | 1; keys: readonly string[] }
  /** A predicate holds for the token, or for the one before it. */
  | { kind: "predicate"; offset: -1 | 0; name: string }
  /** One of the words stands at most so many tokens away; the token itself counts. */
  | { kind: "near"; words: readonly string[]; radius: number };

export type Matcher = (view: TextView, position: number) => boolean;

export function compileRule(rule: Rule, lexer: Lexer): Matcher {
  switch (rule.kind) {
    case "keys": {
      const keys = new Set(rule.keys.map((key) => lexer.numberOf(key)));
      return ({ keys: at }, position) => keys.has(at[position + rule.offset] ?? -1);
    }
    case "predicate": {
      const number = PREDICATES.indexOf(rule.name);
      if (number < 0)
        throw new FeaturescopeError(
          "UNSUPPORTED",
          `There is no predicate "${rule.name}".`,
          "Label the feature again.",
        );
      const lexicon = number >= FIRST_LEXICON;
      const bit = lexicon ? number - FIRST_LEXICON : number;
      return (view, position) => {
        const bits = (lexicon ? view.lexicons : view.contexts)[position + rule.offset] ?? 0;
        return ((bits >>> bit) & 1) === 1;
      };
    }
    case "near": {
      const words = new Set(rule.words.map((word) => lexer.numberOf(word)));
      return ({ words: at }, position) => {
        for (let i = Math.max(1, position - rule.radius); i <= position + rule.radius; i++)
          if (words.has(at[i] ?? -1)) return true;
        return false;
      };
    }
  }
}
