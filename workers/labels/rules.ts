import { FeaturescopeError } from "@/domain/errors";
import { PREDICATES } from "./predicates";
import { unitAt, type Lexer, type TextView } from "./text-view";

/**
 * What a label of the program means, so exactly that it can be run: for every token of a text, whether the label says
 * that the feature is active there. An offset counts words and marks, not tokens: -1 is the word or mark before.
 */
export type Rule =
  /** The word (lower case), or the mark or number (a key of a TextView), is one of these. */
  | { kind: "words"; offset: -2 | -1 | 0 | 1; words: readonly string[] }
  /** The token itself has one of these keys: for what is told by a piece of a word. */
  | { kind: "pieces"; keys: readonly string[] }
  /** A predicate, by what it is called here, holds for the token, or for the word or mark before. */
  | { kind: "predicate"; offset: -1 | 0; name: string }
  /** The word is one of a kind (words/concepts.ts). */
  | { kind: "concept"; offset: -1 | 0; name: string }
  /** One of the words stands at most so many tokens away, before or after. */
  | { kind: "near"; words: readonly string[]; radius: number }
  | { kind: "all"; of: readonly Rule[] };

export type Matcher = (view: TextView, position: number) => boolean;

export function compileRule(rule: Rule, lexer: Lexer): Matcher {
  switch (rule.kind) {
    case "words": {
      const wanted = new Set(rule.words.map((word) => lexer.numberOf(word)));
      return (view, position) => wanted.has(unitAt(view, position, rule.offset));
    }
    case "pieces": {
      const wanted = new Set(rule.keys.map((key) => lexer.numberOf(key)));
      return ({ keys }, position) => wanted.has(keys[position] ?? -1);
    }
    case "predicate": {
      const bit = PREDICATES.findIndex(({ here }) => here === rule.name);
      if (bit < 0)
        throw new FeaturescopeError(
          "UNSUPPORTED",
          `There is no predicate "${rule.name}".`,
          "Label the feature again.",
        );
      return ({ contexts, starts }, position) => {
        const at = rule.offset === 0 ? position : (starts[position] as number) - 1;
        return (((contexts[at] ?? 0) >>> bit) & 1) === 1;
      };
    }
    case "concept":
      return ({ words, starts }, position) => {
        const word = words[rule.offset === 0 ? position : (starts[position] as number) - 1] ?? -1;
        return word >= 0 && lexer.conceptsOf(word).has(rule.name);
      };
    case "near": {
      const wanted = new Set(rule.words.map((word) => lexer.numberOf(word)));
      return ({ words }, position) => {
        for (let i = Math.max(1, position - rule.radius); i <= position + rule.radius; i++)
          if (wanted.has(words[i] ?? -1)) return true;
        return false;
      };
    }
    case "all": {
      const matchers = rule.of.map((one) => compileRule(one, lexer));
      return (view, position) => matchers.every((matches) => matches(view, position));
    }
  }
}
