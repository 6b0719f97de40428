import { hashPair } from "@/domain/random";
import type { Lexer } from "../../labels/text-view";
import type { ReadPassage } from "./concepts";
import type { LetterTokens, LetterWords } from "./first-letters";

/** A token that is a whole word: a space, then letters. */
const WHOLE_WORD = /^\s[A-Za-z]{2,}$/;
/** Tokens of one word: frequent ones would be all that a probe learns. */
const MOST_OF_WORD = 4;
/** Tokens of either half; at a letter's rate of one in twenty some hundred for it. */
const MOST = { train: 5_000, test: 5_000 };

/**
 * Tokens that are whole words of Latin letters, those of a word on one side alone by a hash of it, so that a probe must know
 * the letter and not the word. Rows number the tokens of all passages but their first, in order.
 */
export function chooseLetterWords(passages: readonly ReadPassage[], lexer: Lexer, seed: number): LetterWords {
  const found = { train: [], test: [] } as Record<"train" | "test", { row: number; letter: string }[]>;
  const taken = new Map<number, number>();
  let row = 0;
  for (const { view } of passages)
    for (let at = 1; at < view.keys.length; at++, row++) {
      const word = view.words[at] as number;
      if (word < 0 || view.starts[at] !== at || view.starts[at + 1] === at) continue;
      const text = lexer.textOf(view.ids[at] as number);
      if (!WHOLE_WORD.test(text)) continue;
      const side = hashPair(hashText(lexer.nameOf(word)), seed) & 1 ? "test" : "train";
      const of = taken.get(word) ?? 0;
      if (of >= MOST_OF_WORD || found[side].length >= MOST[side]) continue;
      taken.set(word, of + 1);
      found[side].push({ row, letter: text.charAt(1).toLowerCase() });
    }
  const tokens = (side: "train" | "test"): LetterTokens => ({
    rows: Uint32Array.from(found[side], (token) => token.row),
    letters: found[side].map(({ letter }) => letter),
  });
  return { train: tokens("train"), test: tokens("test") };
}

/** Numbers of the lexer depend on what was read before, and this does not. */
function hashText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = hashPair(hash, text.charCodeAt(i));
  return hash;
}
