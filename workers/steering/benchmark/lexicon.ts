/** Words that stand around a feature's peaks more often than elsewhere: a second judge of what a text is about. */
import { STOP_WORDS } from "@/domain/stop-words";

/** A word must stand in so many contexts, and so many times as often as in any text. */
const LEAST_CONTEXTS = 2;
const LEAST_RATIO = 3;
const MOST_WORDS = 20;
/** Fewer say nothing. */
const LEAST_WORDS = 3;
const SHORTEST = 3;

/** Words of a text in lower case, in order. */
export const plainWords = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

/** In how many of the texts each word stands. */
export function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(plainWords(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/**
 * The content words of `contexts` that set them apart from `background`, most telling first (contexts with the word times
 * the log of how many times as often it stands there); empty where fewer than three do.
 * @param background counts of stretches of any text as long as a context, and how many there are
 */
export function buildLexicon(
  contexts: readonly string[],
  background: { counts: ReadonlyMap<string, number>; stretches: number },
): string[] {
  const found = [...countWords(contexts)].flatMap(([word, n]) => {
    if (n < LEAST_CONTEXTS || word.length < SHORTEST || STOP_WORDS.has(word)) return [];
    const elsewhere = ((background.counts.get(word) ?? 0) + 0.5) / (background.stretches + 1);
    const ratio = n / contexts.length / elsewhere;
    return ratio < LEAST_RATIO ? [] : [{ word, weight: n * Math.log(ratio) }];
  });
  if (found.length < LEAST_WORDS) return [];
  return found
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(({ word }) => word);
}

/** How many words of a text belong to a lexicon, of how many. */
export function countHits(text: string, lexicon: ReadonlySet<string>): { hits: number; words: number } {
  const words = plainWords(text);
  return { hits: words.filter((word) => lexicon.has(word)).length, words: words.length };
}
