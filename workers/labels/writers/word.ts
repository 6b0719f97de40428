import type { Candidate, Training } from "./candidate";
import { isFunctionWord } from "../words/function-words";
import { either, nameUnit } from "./phrases";
import { isAlternative, type WordFamily } from "./units";

const LEAST_SHARE = 0.12;
/** Function words and marks are what a feature is about only where nearly all of it lies on them. */
const PURE = 0.8;

/** "dragon", "dragon or knight", "the word “and”", "comma": the words that a feature peaks on. */
export function writeWords({ at }: Training): Candidate[] {
  const [first, second] = at;
  if (!first || first.share < LEAST_SHARE) return [];
  const one = ofFamilies([first]);
  const two = second && isAlternative(second, first) ? [ofFamilies([first, second])] : [];
  return [one, ...two];
}

function ofFamilies(families: readonly WordFamily[]): Candidate {
  const share = families.reduce((sum, family) => sum + family.share, 0);
  const plain = families.some(({ name, isWord }) => !isWord || isFunctionWord(name));
  return {
    method: "token",
    rule: { kind: "words", offset: 0, words: families.flatMap(({ forms }) => forms) },
    worth: families.length === 1 ? 0.03 : 0,
    partOnly: plain && share < PURE,
    text: () => nameFamilies(families),
  };
}

/** "dragon or knight", "the words “and” or “but”". */
export function nameFamilies(families: readonly Pick<WordFamily, "name" | "isWord">[]): string {
  const names = families.map(({ name, isWord }) => nameUnit(name, isWord));
  if (names.length > 1 && names.every((name) => name.startsWith("the word ")))
    return `the words ${either(names.map((name) => name.replace("the word ", "")))}`;
  return either(names);
}
