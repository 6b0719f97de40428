import type { Candidate, Training } from "./candidate";
import { START } from "../text-view";
import { either, nameBefore } from "./phrases";
import { familiesAt, isAlternative, type WordFamily } from "./units";

const LEAST_SHARE = 0.12;
/** What follows these is the first word of a sentence, a quotation or a line (grammar.ts). */
const SAID_BY_GRAMMAR = new Set([".", "!", "?", '"', "“", '."', '!"', '?"', "↵", START]);

/** "the word after “once”", "after “named”": what stands before the word that a feature peaks on. */
export function writeBefore(training: Training): Candidate[] {
  const { before, examples, lexer } = training;
  const [first, second] = before.filter(
    ({ share, name }) => share >= LEAST_SHARE && !SAID_BY_GRAMMAR.has(name),
  );
  const single = first ? [after([first], -1)] : [];
  if (first && second && isAlternative(second, first)) single.push(after([first, second], -1));
  const earlier = familiesAt(examples, lexer, -2).filter(
    ({ share, isWord }) => isWord && share >= LEAST_SHARE,
  );
  return [...single, ...earlier.slice(0, 1).map((family) => after([family], -2))];
}

function after(families: readonly WordFamily[], offset: -2 | -1): Candidate {
  const names = either(families.map(({ name, isWord }) => nameBefore(name, isWord)));
  return {
    method: "after-token",
    rule: { kind: "words", offset, words: families.flatMap(({ forms }) => forms) },
    worth: offset === -1 ? -0.03 : -0.06,
    text: () => (offset === -1 ? `the word after ${names}` : `the second word after ${names}`),
    behind: () => (offset === -1 ? `after ${names}` : `soon after ${names}`),
  };
}
