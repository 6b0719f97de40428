import { unitAt } from "../text-view";
import type { Candidate, Training } from "./candidate";
import { isFunctionWord } from "../words/function-words";

/** Of the peaks, so many must be followed by a promoted token. */
const LEAST_FOLLOWED = 0.3;

/** "makes “fire” likelier": what the feature does to the next token, judged by which word comes next. */
export function writeEffect({ lexer, promoted, examples }: Training): Candidate[] {
  const keys = new Set(promoted.map((id) => lexer.keyOfToken(id)));
  // whole words alone: of the beginning of a word nobody knows how it goes on
  const next = new Map<string, number>();
  for (const { view, peak } of examples) {
    const at = nextStart(view.starts, peak);
    if (at < 0 || !keys.has(lexer.nameOf(view.keys[at] as number))) continue;
    const word = lexer.nameOf(unitAt(view, peak, 1));
    next.set(word, (next.get(word) ?? 0) + 1 / examples.length);
  }
  const words = [...next]
    .filter(([word]) => /\p{L}/u.test(word) && !isFunctionWord(word))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 2);
  if (words.reduce((sum, [, share]) => sum + share, 0) < LEAST_FOLLOWED) return [];
  const named = words.map(([word]) => word);
  return [
    {
      method: "output",
      rule: { kind: "words", offset: 1, words: named },
      worth: -0.1,
      text: () => `makes ${named.map((word) => `“${lexer.written(word)}”`).join(" or ")} likelier`,
    },
  ];
}

function nextStart(starts: Int32Array, position: number): number {
  for (let at = position + 1; at < starts.length; at++) if (starts[at] === at) return at;
  return -1;
}
