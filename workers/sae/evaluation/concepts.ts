/** Which concepts of the labels' rule library are probed for, and at which tokens. */
import { Random } from "@/domain/random";
import { PREDICATES } from "../../labels/predicates";
import { compileRule, type Matcher, type Rule } from "../../labels/rules";
import type { Lexer, TextView } from "../../labels/text-view";
import { isFunctionWord } from "../../labels/words/function-words";
import { nameUnit } from "../../labels/writers/phrases";
import type { ConceptTokens, LabelledTokens } from "./sparse-probing";

/** Of the kinds and words that are frequent enough, so many of the most frequent. */
const KINDS = 16;
const WORDS = 10;
/** Tokens at which a concept holds, in either half: fewer say nothing, and more change nothing. */
const LEAST = 60;
const MOST = 1_000;

/** A passage whose tokens are read, by its number in the corpus. */
export interface ReadPassage {
  passage: number;
  view: TextView;
}

interface NamedRule {
  name: string;
  rule: Rule;
}

/**
 * Concepts with the tokens that they are probed at: in both halves (passages with even numbers to fit a probe, odd ones to
 * try it) as many tokens where the rule holds as where it does not, drawn by `seed`. Rows number the tokens of all passages
 * but their first, in order.
 */
export function chooseConcepts(
  passages: readonly ReadPassage[],
  lexer: Lexer,
  seed: number,
): ConceptTokens[] {
  const counted = countWords(passages, lexer);
  const kinds = mostFrequent(counted.kinds, KINDS).map((name): NamedRule => ({
    name,
    rule: { kind: "concept", offset: 0, name },
  }));
  const words = mostFrequent(counted.words, WORDS).map((word): NamedRule => ({
    name: nameUnit(word, true),
    rule: { kind: "words", offset: 0, words: [word] },
  }));
  return [...predicateRules(), ...kinds, ...words].flatMap(({ name, rule }, i) => {
    const halves = drawHalves(passages, compileRule(rule, lexer), seed + i);
    return halves ? [{ name, ...halves }] : [];
  });
}

function predicateRules(): NamedRule[] {
  const here = PREDICATES.map(({ here: name }): NamedRule => ({
    name,
    rule: { kind: "predicate", offset: 0, name },
  }));
  const after = PREDICATES.flatMap(({ here: name, after }): NamedRule[] =>
    after === undefined ? [] : [{ name: after, rule: { kind: "predicate", offset: -1, name } }],
  );
  return [...here, ...after];
}

/** Words that carry meaning and kinds of words, by how many tokens they have. */
function countWords(passages: readonly ReadPassage[], lexer: Lexer) {
  const words = new Map<string, number>();
  const kinds = new Map<string, number>();
  for (const { view } of passages)
    for (let at = 1; at < view.words.length; at++) {
      const word = view.words[at] as number;
      if (word < 0) continue;
      const name = lexer.nameOf(word);
      if (!isFunctionWord(name)) words.set(name, (words.get(name) ?? 0) + 1);
      for (const kind of lexer.conceptsOf(word)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  return { words, kinds };
}

const mostFrequent = (counts: ReadonlyMap<string, number>, most: number): string[] =>
  [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([name]) => name);

/** Null where the rule holds, or does not hold, at too few tokens of either half. */
function drawHalves(
  passages: readonly ReadPassage[],
  matches: Matcher,
  seed: number,
): { train: LabelledTokens; test: LabelledTokens } | null {
  const found = { train: { yes: [], no: [] }, test: { yes: [], no: [] } } as Record<
    "train" | "test",
    Record<"yes" | "no", number[]>
  >;
  let row = 0;
  for (const { passage, view } of passages) {
    const half = found[passage % 2 === 0 ? "train" : "test"];
    for (let at = 1; at < view.keys.length; at++, row++) half[matches(view, at) ? "yes" : "no"].push(row);
  }
  const train = drawBalanced(found.train, seed);
  const test = drawBalanced(found.test, seed);
  return train && test ? { train, test } : null;
}

function drawBalanced({ yes, no }: Record<"yes" | "no", number[]>, seed: number): LabelledTokens | null {
  const each = Math.min(MOST, yes.length, no.length);
  if (each < LEAST) return null;
  const rows = [...draw(yes, each, new Random(seed, 1)), ...draw(no, each, new Random(seed, 2))];
  return { rows: Uint32Array.from(rows), labels: Uint8Array.from(rows, (_, i) => (i < each ? 1 : 0)) };
}

function draw(rows: readonly number[], count: number, random: Random): Uint32Array {
  const shuffled = Uint32Array.from(rows);
  random.shuffle(shuffled);
  return shuffled.slice(0, count).sort();
}
