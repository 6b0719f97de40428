/** Words and phrases of a family in a text. */

/** Letters and digits of any script, with apostrophes inside a word. */
const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;

/** Words of a text in lower case. */
export function wordsOf(text: string): string[] {
  return Array.from(text.toLowerCase().replaceAll("’", "'").matchAll(WORD), ([word]) => word);
}

export class TermFinder {
  /** Phrases by their first word, prefixes without their *; a term of one word is a phrase of one. */
  private readonly byFirst = new Map<string, { term: string; words: readonly string[] }[]>();
  private readonly prefixes: readonly string[];

  constructor(terms: readonly string[]) {
    const isPrefix = (term: string) => term.endsWith("*") && !term.includes(" ");
    this.prefixes = terms.filter(isPrefix).map((term) => term.slice(0, -1));
    for (const term of terms.filter((one) => !isPrefix(one))) {
      const words = term.split(" ");
      const [first = ""] = words;
      this.byFirst.set(first, [...(this.byFirst.get(first) ?? []), { term, words }]);
    }
  }

  /** Terms that the words hold, as they stand there, each once, in order. */
  find(words: readonly string[]): string[] {
    const found = new Set<string>();
    words.forEach((word, at) => {
      if (this.prefixes.some((prefix) => word.startsWith(prefix))) found.add(word);
      for (const phrase of this.byFirst.get(word) ?? [])
        if (phrase.words.every((part, i) => matches(part, words[at + i]))) found.add(phrase.term);
    });
    return [...found];
  }
}

/** A part of a phrase may be a beginning, too: "false claim*". */
function matches(part: string, word: string | undefined): boolean {
  if (word === undefined) return false;
  return part.endsWith("*") ? word.startsWith(part.slice(0, -1)) : word === part;
}
