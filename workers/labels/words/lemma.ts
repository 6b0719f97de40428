import lemmatize from "wink-lemmatizer";

/** Words whose "base form" by rule is another word, and those that labels name as they stand. */
const AS_THEY_STAND = new Set(
  "his its this was is has as us yes less does were been being are am thing nothing something anything everything".split(
    " ",
  ),
);

export interface Lemmas {
  noun: string;
  verb: string;
  adjective: string;
}

const kept = new Map<string, Lemmas>();
const KEPT = 100_000;

/** The base form of an English word as each part of speech; the word itself where it has none. @param word lower case */
export function lemmasOf(word: string): Lemmas {
  const known = kept.get(word);
  if (known) return known;
  if (kept.size >= KEPT) kept.clear();
  const lemmas = { noun: base("noun", word), verb: base("verb", word), adjective: base("adjective", word) };
  kept.set(word, lemmas);
  return lemmas;
}

/** What forms of a word have in common: its base as a noun, or else as a verb. */
export function stemOf(word: string): string {
  const bare = word.replace(/['’]s$/, "");
  const { noun, verb } = lemmasOf(bare);
  return noun !== bare ? noun : verb;
}

function base(part: keyof Lemmas, word: string): string {
  if (AS_THEY_STAND.has(word) || word.length < 3) return word;
  const found = lemmatize[part](word);
  return typeof found === "string" ? found : word;
}
