import type { Candidate, Training } from "./candidate";
import type { Rule } from "../rules";
import { isFunctionWord } from "../words/function-words";
import { isSpelledAlike, type WordFamily } from "./units";

/** A kind is named where it has so much of the activation, on so many words. */
const LEAST_SHARE = 0.7;
const LEAST_WORDS = 2;
/** Of a kind, so much of the activation lies on other words than the first: "tree" with now and then "stream" is no kind. */
const LEAST_ON_OTHERS = 0.1;
/** A word that has more than this on its own is the label. */
const MOST_ON_ONE = 0.75;
const SHOWN = 3;
/** Those are chosen from so many with the most activation, each with at least so much. */
const NAMED_FROM = 8;
const LEAST_NAMED = 0.03;
/** Words that only happen to have something in common are nearer to their topic than by chance, but not so near. */
const LEAST_COSINE = 0.6;
/** Words of a list that a rule looks for. */
const LISTED = 12;
const LEAST_LISTED = 0.015;

/** "animals: dog, cat, rabbit": what the words that a feature peaks on have in common. */
export function writeKinds({ at, lexer }: Pick<Training, "at" | "lexer">): Candidate[] {
  const words = at.filter(({ isWord }) => isWord);
  if ((words[0]?.share ?? 1) > MOST_ON_ONE) return [];
  const members = new Map<string, WordFamily[]>();
  for (const family of words)
    for (const concept of new Set(
      family.forms.flatMap((form) => [...lexer.conceptsOf(lexer.numberOf(form))]),
    )) {
      const list = members.get(concept);
      if (list) list.push(family);
      else members.set(concept, [family]);
    }
  const kinds = [...members].filter(([, families]) => {
    const share = families.reduce((sum, family) => sum + family.share, 0);
    const others = share - (families[0]?.share ?? 0);
    return families.length >= LEAST_WORDS && share >= LEAST_SHARE && others >= LEAST_ON_OTHERS;
  });
  return [...kinds.flatMap(([concept, families]) => ofKind(concept, families)), ...listed(words)];
}

/** Parts of speech say least, and come last. */
const LEAST_WIDE = 4;
const WIDE = new Set(["nouns", "verbs", "adjectives", "adverbs"]);

function ofKind(concept: string, families: readonly WordFamily[]): Candidate[] {
  const wide = WIDE.has(concept) ? 0.1 : 0;
  if (wide > 0 && (families.length < LEAST_WIDE || areAllSpelledAlike(strongest(families)))) return [];
  const text = () => `${concept}: ${names(families)}`;
  const forms = families.filter(({ share }) => share >= LEAST_LISTED).slice(0, LISTED);
  return [
    { method: "concept", rule: { kind: "concept", offset: 0, name: concept }, worth: 0.02 - wide, text },
    {
      method: "concept",
      rule: { kind: "words", offset: 0, words: forms.flatMap((family) => family.forms) },
      worth: 0.01 - wide,
      text,
    },
  ];
}

/** Words without a kind of their own; the embedding model may know one. Words of one spelling are better told by it. */
function listed(words: readonly WordFamily[]): Candidate[] {
  const leading = words
    .filter(({ share, name }) => share >= LEAST_LISTED && !isFunctionWord(name))
    .slice(0, LISTED);
  if (leading.length < 3) return [];
  const rule: Rule = { kind: "words", offset: 0, words: leading.flatMap(({ forms }) => forms) };
  const shown = strongest(leading);
  // some topic is near to any words
  const spelled = isSpelledAlike(leading) || areAllSpelledAlike(shown);
  // without a name for what they have in common the words say it themselves, where nothing else fits as well
  const plain: Candidate = {
    ...{ method: "concept", rule, worth: spelled ? -0.12 : -0.08 },
    text: () => `words such as ${names(leading)}`,
  };
  if (spelled) return [plain];
  return [
    plain,
    {
      method: "concept",
      rule,
      worth: -0.02,
      text: async (nameTopic) => {
        const asked = leading.slice(0, 6).map(({ name }) => name);
        const topic = await nameTopic(asked, LEAST_COSINE);
        // a topic that the first word alone has is not what they have in common
        if (topic === null || topic !== (await nameTopic(asked.slice(1), LEAST_COSINE))) return null;
        return `${topic}: ${names(leading)}`;
      },
    },
  ];
}

/** The words of its strongest examples, which a reader looks at first, and surely the one that it is strongest on in all. */
function strongest(families: readonly WordFamily[]): WordFamily[] {
  const [most, ...others] = families
    .slice(0, NAMED_FROM)
    .filter(({ share }, i) => i < 2 || share >= LEAST_NAMED);
  if (!most) return [];
  return [most, ...others.sort((a, b) => b.top - a.top).slice(0, SHOWN - 1)].sort((a, b) => b.top - a.top);
}

/** Of a few words that are shown each counts as much. */
const areAllSpelledAlike = (families: readonly WordFamily[]) =>
  isSpelledAlike(families.map(({ name }) => ({ name, share: 1 })));

const names = (families: readonly WordFamily[]) =>
  strongest(families)
    .map(({ name }) => name)
    .join(", ");
