/** The words (or marks, numbers) on which a feature peaks, with the share of the activation on each. */
import { PREDICATES } from "../predicates";
import { unitAt, type Lexer } from "../text-view";
import type { ActivePassage } from "../windows";
import { isFunctionWord } from "../words/function-words";
import { stemOf } from "../words/lemma";

/** Of an example, tokens that reach this share of its peak count. */
const STRONG = 0.5;

/** Forms of one word: "jump", "jumped", "jumping". */
export interface Family {
  /** As a label names it. */
  name: string;
  /** Lower-case forms that were met, the commonest first; one key for what is no word. */
  forms: string[];
  /** Of all activation that counts. */
  share: number;
  /** Its largest activation. */
  top: number;
  isWord: boolean;
}

/** A form that has this share of its family's activation names it. */
const ONE_FORM = 0.8;

/** @param offset as in a Rule */
export function familiesAt(
  examples: readonly ActivePassage[],
  lexer: Lexer,
  offset: -2 | -1 | 0 | 1,
): Family[] {
  const masses = new Map<number, number>();
  const tops = new Map<number, number>();
  const words = new Set<number>();
  let whole = 0;
  for (const { view, positions, values } of examples) {
    const peak = Math.max(...Array.from(values));
    const seen = new Map<number, { unit: number; value: number }>();
    for (let i = 0; i < positions.length; i++) {
      const [position, value] = [positions[i] as number, values[i] as number];
      if (value < STRONG * peak) continue;
      // the tokens of one word are one place
      const start = view.starts[position] as number;
      if (value > (seen.get(start)?.value ?? 0))
        seen.set(start, { unit: unitAt(view, position, offset), value });
    }
    for (const [start, { unit, value }] of seen) {
      if (unit < 0) continue;
      // squared: what a reader sees first is what the strongest examples have
      const mass = value * value;
      masses.set(unit, (masses.get(unit) ?? 0) + mass);
      tops.set(unit, Math.max(tops.get(unit) ?? 0, value));
      if (offset !== 0 ? isWord(lexer.nameOf(unit)) : (view.words[start] as number) >= 0) words.add(unit);
      whole += mass;
    }
  }
  const families = new Map<
    string,
    { forms: [string, number][]; mass: number; top: number; isWord: boolean }
  >();
  for (const [unit, mass] of masses) {
    const form = lexer.nameOf(unit);
    const name = words.has(unit) ? stemOf(form) : form;
    const family = families.get(name) ?? { forms: [], mass: 0, top: 0, isWord: words.has(unit) };
    family.forms.push([form, mass]);
    family.mass += mass;
    family.top = Math.max(family.top, tops.get(unit) ?? 0);
    families.set(name, family);
  }
  return [...families]
    .map(([stem, { forms, mass, top, isWord: wordly }]) => {
      forms.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      const [first, most] = forms[0] ?? [stem, 0];
      return {
        name: wordly ? lexer.written(most >= ONE_FORM * mass ? first : stem) : first,
        forms: forms.map(([form]) => form),
        share: whole > 0 ? mass / whole : 0,
        top,
        isWord: wordly,
      };
    })
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

const kindOf = ({ isWord: wordly, name }: Family) =>
  wordly ? (isFunctionWord(name) ? "function" : "content") : "mark";

/** Of a second word less than this is chance. */
const ALTERNATIVE_SHARE = 0.25;
const ALTERNATIVE_OF_FIRST = 0.4;

/** Whether a label should name a second word beside the first: both of a kind, or it reads as an accident. */
export function isAlternative(second: Family, first: Family): boolean {
  if (kindOf(second) !== kindOf(first)) return false;
  return second.share >= ALTERNATIVE_SHARE && second.share >= ALTERNATIVE_OF_FIRST * first.share;
}

const isWord = (name: string) => /^[\p{L}\p{M}]+(?:['’]\p{L}*)*$/u.test(name);

/** The share of the examples' peaks for which a predicate holds, by what it is called. */
export function predicateShares(examples: readonly ActivePassage[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { view, peak } of examples)
    PREDICATES.forEach(({ here }, bit) => {
      if ((((view.contexts[peak] ?? 0) >>> bit) & 1) === 1)
        shares.set(here, (shares.get(here) ?? 0) + 1 / examples.length);
    });
  return shares;
}
