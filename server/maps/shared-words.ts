import { STOP_WORDS } from "@/domain/stop-words";
import type { MemberRow } from "../queries/neighbourhood";

const SHARED = 4;
const WORD = /[\p{L}][\p{L}'’-]{2,}/gu;

/** Content words of both, those that stand most often in the one where they are rarer first. */
export function sharedWords(a: MemberRow, b: MemberRow): string[] {
  const [left, right] = [wordCounts(a), wordCounts(b)];
  return [...left]
    .flatMap(([word, count]) => {
      const other = right.get(word);
      return other ? [{ word, both: Math.min(count, other) }] : [];
    })
    .sort((x, y) => y.both - x.both || (x.word < y.word ? -1 : 1))
    .slice(0, SHARED)
    .map(({ word }) => word);
}

/** A feature in words: its label, or else words at its peaks; empty for one that was never active. */
export function memberName({ label, tokens }: MemberRow): string {
  return label ?? tokens.split(/\s+/).filter(Boolean).slice(0, 3).join(" · ");
}

function wordCounts({ tokens, examples }: MemberRow): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of `${tokens} ${examples}`.toLowerCase().matchAll(WORD))
    if (!STOP_WORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
