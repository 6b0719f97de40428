/** What can be told of labels without an eye: from their texts, and from the words on which their features peak. */
import { isFunctionWord } from "@/workers/labels/words/function-words";
import { MARK_WORDS } from "@/workers/labels/writers/phrases";
import { stemOf } from "@/workers/labels/words/lemma";

/** Where a label goes from what a feature lies on to where that stands. */
const TAIL = /, (?:(?:soon )?after|before|near|in texts|inside|at the|as the|with a) .*$/;
/** Says itself that it names a piece. */
const NAMED_PIECE = /words (?:beginning with|ending in|with) “[^”]*”(?: inside)?/g;
const WORD = /[\p{L}\p{M}]+(?:['’]\p{L}+)*/gu;

export const wordsOfText = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** The words of a text that a label names, lower case: behind a colon, between quotation marks, or on its own. */
export function namedWords(label: string, method: string): string[] {
  const text = label.replace(NAMED_PIECE, "").replace(/^unclear \(strongest at (.*)\)$/, "$1");
  const quoted = Array.from(text.matchAll(/“([^”]+)”/g), ([, word]) => word ?? "").flatMap(wordsOfText);
  const head = text.replace(TAIL, "");
  const colon = head.indexOf(": ");
  if (colon >= 0) return [...quoted, ...wordsOfText(head.slice(colon + 1))];
  const plain =
    (method === "token" || method === "unclear") &&
    !head.includes("“") &&
    !wordsOfText(head.replaceAll(" or ", " ")).every((word) => MARK_WORDS.has(word));
  return [...quoted, ...(plain ? wordsOfText(head.replaceAll(" or ", " ")) : [])];
}

/** Whether a label names something that is no word of any text, in any form. @param known lower-case words of texts */
export function namesPiece(label: string, method: string, known: ReadonlySet<string>): boolean {
  const stems = stemsOf(known);
  return namedWords(label, method).some((word) => !known.has(word) && !stems.has(stemOf(word)));
}

const stemsOfWords = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

function stemsOf(words: ReadonlySet<string>): ReadonlySet<string> {
  const known = stemsOfWords.get(words) ?? new Set(Array.from(words, stemOf));
  stemsOfWords.set(words, known);
  return known;
}

/**
 * Whether a label lists three or more alternatives, of what the feature lies on or of where that stands: "a, b or c". A
 * kind's examples behind a colon are none.
 */
export function listsMany(label: string): boolean {
  const text = label.replace(/^[^:]*: /, "");
  return [text.replace(TAIL, ""), TAIL.exec(text)?.[0] ?? ""].some((part) => {
    const alternatives = part.split(/ or /);
    return alternatives.length > 2 || (alternatives.length === 2 && /”, “/.test(alternatives[0] ?? ""));
  });
}

/** Whether a label says nothing but function words. */
export function isFunctionWordsAlone(label: string): boolean {
  const words = /^the words? (“[^”]+”(?: or “[^”]+”)*)$/.exec(label)?.[1];
  return words !== undefined && wordsOfText(words).every(isFunctionWord);
}

/** Entropy of the partition of features by label over log2(features): 1 when no two share one. */
export function identityBits(labels: readonly string[]): number {
  if (labels.length < 2) return 1;
  let entropy = 0;
  for (const count of countsOf(labels).values()) {
    const share = count / labels.length;
    entropy -= share * Math.log2(share);
  }
  return entropy / Math.log2(labels.length);
}

/** The share of features whose label another one has, too. */
export function sharedLabels(labels: readonly string[]): number {
  const counts = countsOf(labels);
  return labels.length === 0
    ? 0
    : labels.filter((label) => (counts.get(label) ?? 0) > 1).length / labels.length;
}

function countsOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
