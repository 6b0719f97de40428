/** The words (or marks, numbers) on which a feature peaks, with the share of the activation on each. */
import { PREDICATES } from "../predicates";
import { unitOf, unitStart, type Lexer } from "../text-view";
import type { ActivePassage } from "../windows";
import { isFunctionWord } from "../words/function-words";
import { stemOf } from "../words/lemma";

/** Of an example, tokens that reach this share of its peak count. */
const STRONG = 0.5;

/** Forms of one word: "jump", "jumped", "jumping". */
export interface WordFamily {
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

interface Mass {
  mass: number;
  top: number;
  isWord: boolean;
  /** As its strongest example writes it. */
  surface: string;
}

/** @param examples the strongest first @param offset as in a Rule */
export function familiesAt(
  examples: readonly ActivePassage[],
  lexer: Lexer,
  offset: -2 | -1 | 0 | 1,
): WordFamily[] {
  const units = massesAt(examples, lexer, offset);
  let whole = 0;
  const families = new Map<string, { forms: (Mass & { form: string })[]; mass: number }>();
  for (const [unit, mass] of units) {
    const form = lexer.nameOf(unit);
    const stem = mass.isWord ? stemOf(form) : form;
    const family = families.get(stem) ?? { forms: [], mass: 0 };
    family.forms.push({ ...mass, form });
    family.mass += mass.mass;
    whole += mass.mass;
    families.set(stem, family);
  }
  return [...families]
    .map(([stem, { forms, mass }]) => {
      forms.sort((x, y) => y.mass - x.mass || (x.form < y.form ? -1 : 1));
      const [first] = forms;
      const shown = first && first.mass >= ONE_FORM * mass ? first.form : stem;
      const isWord = first?.isWord ?? false;
      return {
        name: isWord ? lexer.written(shown, forms.find(({ form }) => form === shown)?.surface) : shown,
        forms: forms.map(({ form }) => form),
        share: mass / whole,
        top: Math.max(...forms.map(({ top }) => top)),
        isWord,
      };
    })
    .sort((x, y) => y.share - x.share || (x.name < y.name ? -1 : 1));
}

/** What lies under each word or mark, by its number. */
function massesAt(examples: readonly ActivePassage[], lexer: Lexer, offset: number): Map<number, Mass> {
  const units = new Map<number, Mass>();
  for (const { view, positions, values } of examples) {
    const peak = Math.max(...Array.from(values));
    // the tokens of one word are one place
    const places = new Map<number, number>();
    for (let i = 0; i < positions.length; i++) {
      const start = view.starts[positions[i] as number] as number;
      const value = values[i] as number;
      if (value >= STRONG * peak) places.set(start, Math.max(places.get(start) ?? 0, value));
    }
    for (const [start, value] of places) {
      const at = unitStart(view, start, offset);
      if (at < 0) continue;
      const unit = unitOf(view, at);
      const found = units.get(unit) ?? {
        ...{ mass: 0, top: 0, isWord: (view.words[at] as number) >= 0 },
        surface: lexer.surfaceAt(view, at),
      };
      // squared: what a reader sees first is what the strongest examples have
      found.mass += value * value;
      found.top = Math.max(found.top, value);
      units.set(unit, found);
    }
  }
  return units;
}

const kindOf = ({ isWord, name }: WordFamily) =>
  isWord ? (isFunctionWord(name) ? "function" : "content") : "mark";

/** Of a second word less than this is chance. */
const ALTERNATIVE_SHARE = 0.3;
const ALTERNATIVE_OF_FIRST = 0.6;

/** Whether a label should name a second word beside the first: both of a kind, or it reads as an accident. */
export function isAlternative(second: WordFamily, first: WordFamily): boolean {
  if (kindOf(second) !== kindOf(first)) return false;
  return second.share >= ALTERNATIVE_SHARE && second.share >= ALTERNATIVE_OF_FIRST * first.share;
}

/** Of the activation, so much lies on words that begin alike where spelling is what they have in common. */
const ALIKE_SHARE = 0.8;

/**
 * Whether words begin with the same two letters and have no longer beginning in common: "skull, skate, skirt", which a
 * feature of the piece "sk" peaks on, and not "teach, teacher" or "sun, sunny, sunshine", which are alike in meaning too.
 */
export function isSpelledAlike(words: readonly Pick<WordFamily, "name" | "share">[]): boolean {
  const [first] = words;
  if (!first) return false;
  const beginning = (start: string) => {
    const alike = words.filter(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()));
    return (
      alike.reduce((sum, { share }) => sum + share, 0) / words.reduce((sum, { share }) => sum + share, 0)
    );
  };
  if (beginning(first.name.slice(0, 2)) < ALIKE_SHARE) return false;
  const roots = [first.name.slice(0, 4), ...words.map(({ name }) => name)].filter(({ length }) => length > 2);
  return roots.every((root) => beginning(root) < ALIKE_SHARE);
}

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
