/**
 * Rules that can be checked on the text around a token. Names read as the label that they become: "a number",
 * "after a number".
 */
import { LEXICON_NAMES } from "./lexicons";

/** A token in its text. */
export interface TokenPlace {
  /** The token's text without spaces around it. */
  core: string;
  /** The whole word that the token is part of, as written; empty for what is no word. */
  word: string;
  /** Whether a word begins with this token. */
  startsWord: boolean;
  /** Text of the token before, without spaces; null after BOS. */
  before: string | null;
  /** Tokens since BOS, 1 for the first. */
  position: number;
  /** Whether an odd number of double quotes came before. */
  quoted: boolean;
}

const SENTENCE_END = /^[.!?…]+["”’']?$/;
const endsSentence = (core: string | null) => core === null || SENTENCE_END.test(core);
const script = (name: string) => {
  const letters = new RegExp(`\\p{Script=${name}}`, "u");
  return ({ core }: TokenPlace) => letters.test(core);
};
const ending = (letters: string) => {
  const end = new RegExp(`\\p{L}{2}${letters}$`, "iu");
  return ({ word, startsWord }: TokenPlace) => startsWord && end.test(word);
};

const CONTEXT: Record<string, (place: TokenPlace) => boolean> = {
  "a number": ({ core }) => /^\p{N}+$/u.test(core),
  "a capitalised word": ({ word, startsWord }) => startsWord && /^\p{Lu}/u.test(word),
  "a name or other word capitalised within a sentence": ({ word, startsWord, before }) =>
    startsWord && /^\p{Lu}\p{Ll}/u.test(word) && !endsSentence(before) && !/^["“”‘]$/.test(before ?? ""),
  "a word in capitals": ({ word }) => /^\p{Lu}{2,}$/u.test(word),
  "a quotation mark": ({ core }) => /["“”]/.test(core),
  "the opening of a quotation": ({ core, quoted }) => core === "“" || (/"/.test(core) && !quoted),
  "the end of a quotation": ({ core, quoted }) => core === "”" || (/"/.test(core) && quoted),
  "a word in quotation marks": ({ word, quoted }) => quoted && word !== "",
  punctuation: ({ core }) => /^\p{P}+$/u.test(core),
  "the end of a sentence": ({ core }) => SENTENCE_END.test(core),
  "a question mark": ({ core }) => core.includes("?"),
  "an exclamation mark": ({ core }) => core.includes("!"),
  "the first word of a sentence": ({ word, startsWord, before }) =>
    startsWord && word !== "" && endsSentence(before),
  "the first words of the text": ({ position }) => position <= 5,
  "a line break": ({ core }) => core === "↵",
  "a later part of a word": ({ word, startsWord }) => word !== "" && !startsWord,
  "a contraction": ({ core, word }) => /['’](?:s|t|m|d|re|ve|ll)?$/iu.test(core) || /['’]/.test(word),
  "a word in -ing": ending("ing"),
  "a word in -ed": ending("ed"),
  "a word in -ly": ending("ly"),
  "a plural or other word in -s": ending("[^s]s"),
  "a word in -er or -est": ending("(?:er|est)"),
  "Cyrillic script": script("Cyrillic"),
  "Greek script": script("Greek"),
  "Chinese characters": script("Han"),
  "Japanese kana": ({ core }) => /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(core),
  "Arabic script": script("Arabic"),
  "Hebrew script": script("Hebrew"),
  "Korean script": script("Hangul"),
  "an accented letter": ({ core }) => /[À-ÖØ-öø-ÿĀ-ſ]/u.test(core),
  "a symbol": ({ core }) => /^(?![↵␣])\p{S}+$/u.test(core),
};

const CONTEXT_NAMES = Object.keys(CONTEXT);
const tests = Object.values(CONTEXT);

/** Every predicate; the number of one is its place here. Those on contexts come first, then the lexicons. */
export const PREDICATES: readonly string[] = [...CONTEXT_NAMES, ...LEXICON_NAMES];

/** One bit for each predicate on contexts that holds, in order of {@link PREDICATES}. */
export function contextBits(place: TokenPlace): number {
  let bits = 0;
  for (let i = 0; i < tests.length; i++) if (tests[i]?.(place)) bits |= 1 << i;
  return bits >>> 0;
}

/** Where the lexicons begin in {@link PREDICATES}. */
export const FIRST_LEXICON = CONTEXT_NAMES.length;
