/**
 * Words that stand around a feature's activations far more often than elsewhere: tf * log(tf / f), tf being in how many
 * surroundings of peaks the word stands and f in how many of as many stretches of the training sample it would. That is
 * class-based TF-IDF (Grootendorst 2022, "BERTopic") with two classes, the logarithm taken so that words as common as
 * anywhere weigh nothing.
 */
import { AROUND, wordsWithin } from "../windows";
import { stemOf } from "../words/lemma";
import type { Candidate, NameTopic, Training } from "./candidate";
import { isFunctionWord } from "../words/function-words";

/** How many words a rule looks for, and how far from the token. */
const COUNTS = [1, 2, 4, 6];
const RADII = [6, 16];
/** A word that stands in more than this share of all stretches of text is no topic. */
const MOST_COMMON = 0.15;
/** What the feature itself peaks on is said by other writers. */
const OWN_SHARE = 0.08;

/** "in texts about birthdays", "near “rain” or “storm”". */
export function writeContext(training: Training): Candidate[] {
  const words = contextWords(training).slice(0, Math.max(...COUNTS));
  return COUNTS.filter((count) => count <= words.length).flatMap((count) =>
    RADII.map((radius): Candidate => {
      const named = words.slice(0, count);
      const text = (nameTopic: NameTopic) => nameContext(named, training, nameTopic);
      return {
        method: "context",
        rule: { kind: "near", words: named, radius },
        worth: -0.02,
        // words around say what a text is about only where they have a topic
        text: async (nameTopic) => {
          const said = await text(nameTopic);
          return said?.startsWith("near ") ? null : said;
        },
        behind: text,
      };
    }),
  );
}

async function nameContext(
  words: readonly string[],
  { lexer }: Training,
  nameTopic: NameTopic,
): Promise<string | null> {
  const shown = [...new Map(words.map((word) => [stemOf(word), lexer.written(word)])).values()];
  const topic = words.length > 1 ? await nameTopic(shown) : null;
  if (topic !== null) return `in texts about ${topic}`;
  return shown.length <= 2 ? `near ${shown.map((word) => `“${word}”`).join(" or ")}` : null;
}

/** Words, those first that set the surroundings apart; at least two passages must hold one. */
function contextWords({ examples, sample, lexer, at }: Training): string[] {
  const own = new Set(at.filter(({ share }) => share >= OWN_SHARE).flatMap(({ forms }) => forms));
  const { counts, stretches } = sample.surroundings;
  const near = new Map<number, number>();
  for (const { view, peak } of examples)
    for (const word of wordsWithin(view, peak - AROUND, peak + AROUND))
      near.set(word, (near.get(word) ?? 0) + 1);
  return [...near]
    .map(([word, count]) => {
      const share = ((counts.get(word) ?? 0) + 0.5) / (stretches + 1);
      return {
        word,
        name: lexer.nameOf(word),
        count,
        share,
        weight: count * Math.log(count / (share * examples.length)),
      };
    })
    .filter(
      ({ name, count, share, weight }) =>
        count >= 2 &&
        weight > 0 &&
        share <= MOST_COMMON &&
        name.length > 2 &&
        !isFunctionWord(name) &&
        !own.has(name),
    )
    .sort((a, b) => b.weight - a.weight || a.word - b.word)
    .map(({ name }) => name);
}
