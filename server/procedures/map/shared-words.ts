import { STOP_WORDS } from "@/domain/stop-words";
import type { MemberRow } from "./neighbour-queries";

const SHARED = 4;
const LEAST_LETTERS = 3;
const WORD = /[\p{L}][\p{L}'’-]{2,}/gu;
/** "it's" and "you're" are no other words than "it" and "you". */
const ENDING = /['’](s|t|re|ll|ve|d|m)?$/u;

/** A word that so many other features have too explains no nearness. */
const COMMON_SHARE = 0.25;

/** Of fewer features nothing is known of how common a word is. */
const LEAST_SAMPLE = 10;

/** The share of features whose words have one, read from some of them. */
export type WordShares = (word: string) => number;

/** @param sample features of the SAE without regard to what they are about */
export function wordShares(sample: readonly MemberRow[]): WordShares {
  const counts = new Map<string, number>();
  for (const row of sample)
    for (const word of wordCounts(row).keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => ((counts.get(word) ?? 0) + 0.5) / (Math.max(LEAST_SAMPLE, sample.length) + 1);
}

/**
 * Content words of both, those first that stand often in the one where they are rarer and are rare elsewhere (TF-IDF); null
 * where one of them has no examples.
 */
export function sharedWords(a: MemberRow, b: MemberRow, share: WordShares): string[] | null {
  if (a.examples === "" || b.examples === "") return null;
  const [left, right] = [wordCounts(a), wordCounts(b)];
  return [...left]
    .flatMap(([word, count]) => {
      const other = right.get(word);
      const of = share(word);
      return other && of < COMMON_SHARE ? [{ word, weight: Math.min(count, other) * -Math.log(of) }] : [];
    })
    .sort((x, y) => y.weight - x.weight || (x.word < y.word ? -1 : 1))
    .slice(0, SHARED)
    .map(({ word }) => word);
}

/** A feature in words: its label, or else words at its peaks; empty for one that was never active. */
export function memberName({ label, tokens }: MemberRow): string {
  return label ?? tokens.split(/\s+/).filter(Boolean).slice(0, 3).join(" · ");
}

function wordCounts({ tokens, examples }: MemberRow): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [written] of `${tokens} ${examples}`.toLowerCase().matchAll(WORD)) {
    const word = written.replace(ENDING, "");
    if (word.length >= LEAST_LETTERS && !STOP_WORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
