/** Grammar and position: rules that can be checked on the text around a token, and what a label calls them. */
import { lemmasOf } from "./words/lemma";

/** A token in its text. */
export interface TokenPlace {
  /** The token's text without spaces around it. */
  core: string;
  /** The whole word that the token is part of, as written; empty for what is no word. */
  word: string;
  /** Whether a word begins with this token. */
  startsWord: boolean;
  /** Text of the token before the word, without spaces; null after BOS. */
  before: string | null;
  /** Tokens since BOS, 1 for the first. */
  position: number;
  /** Whether an odd number of double quotes came before. */
  quoted: boolean;
}

interface Predicate {
  /** What a label calls the tokens for which it holds. */
  here: string;
  /** What a label calls the word after one of them; left out where that says nothing. */
  after?: string;
  test: (place: TokenPlace) => boolean;
}

const SENTENCE_END = /^[.!?…]+["”’']?$/;
const endsSentence = (core: string | null) => core === null || SENTENCE_END.test(core);
const inScript = (name: string) => {
  const letters = new RegExp(`\\p{Script=${name}}`, "u");
  return ({ core }: TokenPlace) => letters.test(core);
};
const small = (word: string) => /^\p{Ll}{3,}$/u.test(word);

const COMPARED = new Set([
  "more",
  "most",
  "less",
  "least",
  "better",
  "best",
  "worse",
  "worst",
  "further",
  "farther",
]);

const LIST: readonly Predicate[] = [
  { here: "numbers", after: "the word after a number", test: ({ core }) => /^\p{N}+$/u.test(core) },
  {
    here: "names and other capitalised words",
    after: "the word after a name",
    test: ({ word, before }) =>
      /^\p{Lu}\p{Ll}/u.test(word) && !endsSentence(before) && !/^["“”‘↵]$/.test(before ?? ""),
  },
  { here: "words in capitals", test: ({ word }) => /^\p{Lu}{2,}$/u.test(word) },
  {
    here: "quotation marks",
    after: "the word after a quotation mark",
    test: ({ core }) => /["“”]/.test(core),
  },
  {
    here: "opening quotation mark",
    after: "the first word of a quotation",
    test: ({ core, quoted }) => core === "“" || (/"/.test(core) && !quoted),
  },
  {
    here: "closing quotation mark",
    after: "the first word after a quotation",
    test: ({ core, quoted }) => core === "”" || (/"/.test(core) && quoted),
  },
  { here: "words inside a quotation", test: ({ core, quoted }) => quoted && !/["”]/.test(core) },
  { here: "punctuation", test: ({ core }) => /^\p{P}+$/u.test(core) },
  { here: "the end of a sentence", test: ({ core }) => SENTENCE_END.test(core) },
  { here: "question mark", after: "the word after a question", test: ({ core }) => core.includes("?") },
  {
    here: "exclamation mark",
    after: "the word after an exclamation",
    test: ({ core }) => core.includes("!"),
  },
  {
    here: "the first word of a sentence",
    after: "the second word of a sentence",
    test: ({ word, before }) => word !== "" && endsSentence(before),
  },
  { here: "the first words of a text", test: ({ position }) => position <= 5 },
  { here: "line break", after: "the first word of a line", test: ({ core }) => core === "↵" },
  { here: "later pieces of a long or rare word", test: ({ word, startsWord }) => word !== "" && !startsWord },
  { here: "words with an apostrophe", test: ({ word }) => /\p{L}['’]\p{L}/u.test(word) },
  {
    here: "words in -ing",
    after: "the word after one in -ing",
    test: ({ word }) => /^\p{L}{2,}ing$/u.test(word),
  },
  {
    here: "verbs in the past tense",
    after: "the word after a verb in the past tense",
    test: ({ word }) => small(word) && !/(?:s|ing)$/.test(word) && lemmasOf(word).verb !== word,
  },
  { here: "adverbs in -ly", test: ({ word }) => /^\p{L}{3,}ly$/u.test(word) },
  {
    here: "plural nouns",
    after: "the word after a plural noun",
    test: ({ word }) => small(word) && /s$/.test(word) && lemmasOf(word).noun !== word,
  },
  {
    here: "comparatives and superlatives",
    test: ({ word }) =>
      COMPARED.has(word) || (small(word) && /(?:er|est)$/.test(word) && lemmasOf(word).adjective !== word),
  },
  {
    here: "single letters",
    test: ({ core, word }) => word.length === 1 && core === word && !/^[aI]$/.test(core),
  },
  { here: "Cyrillic script", test: inScript("Cyrillic") },
  { here: "Greek script", test: inScript("Greek") },
  { here: "Chinese characters", test: inScript("Han") },
  { here: "Japanese kana", test: ({ core }) => /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(core) },
  { here: "Arabic script", test: inScript("Arabic") },
  { here: "Hebrew script", test: inScript("Hebrew") },
  { here: "Korean script", test: inScript("Hangul") },
  { here: "accented letters", test: ({ core }) => /[À-ÖØ-öø-ÿĀ-ſ]/u.test(core) },
  { here: "symbols", test: ({ core }) => /^(?![↵␣])\p{S}+$/u.test(core) },
];

/** The number of a predicate is its place here. */
export const PREDICATES: readonly Omit<Predicate, "test">[] = LIST;

/** One bit for each predicate that holds, in order of {@link PREDICATES}. */
export function contextBits(place: TokenPlace): number {
  let bits = 0;
  for (let i = 0; i < LIST.length; i++) if (LIST[i]?.test(place)) bits |= 1 << i;
  return bits >>> 0;
}
