import { PREDICATES } from "./predicates";
import { MARKS } from "./writers/phrases";

/** What the writers put around the words of a text. */
const CONNECTING = `
the word, the words, the second word, words beginning with, words ending in, words with inside, soon after, before, near,
in texts about, at the start of a line, as the second word, with a capital, the number, row of, makes likelier, forms of,
nouns, verbs, adjectives, adverbs, unclear, strongest at`;

/**
 * Words that the program's labels are put together with: in "full stop, near “end”" all but "end". They tell of grammar and
 * of marks, not of what a text is about.
 */
export const LABEL_GRAMMAR: ReadonlySet<string> = new Set(
  [...Object.values(MARKS), ...PREDICATES.flatMap(({ here, after = "" }) => [here, after]), CONNECTING]
    .join(" ")
    .toLowerCase()
    .match(/\p{L}+/gu),
);
