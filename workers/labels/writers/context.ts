/**
 * Words that stand around a feature's activations far more often than elsewhere: tf * log(tf / f), tf being in how many
 * surroundings of peaks the word stands and f in how many of as many stretches of the training sample it would. That is
 * class-based TF-IDF (Grootendorst 2022, "BERTopic") with two classes, the logarithm taken so that words as common as
 * anywhere weigh nothing: no list of stop words is needed.
 */
import { AROUND, wordsWithin, type ActivePassage, type SideSample } from "../windows";
import { bestFit, type Proposal, type Writer } from "./writer";

/** How many words a label names, and how far from the token a rule looks for them. */
const COUNTS = [1, 3, 5];
const RADII = [0, 4, 16];

/** "text about rain, storm, wet". */
export const writeContext: Writer = (training) => {
  const words = contextWords(training.examples, training.sample)
    .slice(0, Math.max(...COUNTS))
    .map((word) => training.lexer.nameOf(word));
  return bestFit(
    COUNTS.filter((count) => count <= words.length).flatMap((count) => candidates(words.slice(0, count))),
    training,
  );
};

function candidates(words: string[]): Proposal[] {
  return RADII.map((radius) => ({
    method: "context",
    text: `${radius === 0 ? "words about" : "text about"} ${words.join(", ")}`,
    rule: { kind: "near", words, radius },
  }));
}

/** Numbers of words, those first that set the surroundings apart; at least two passages must hold one. */
function contextWords(examples: readonly ActivePassage[], { surroundings }: SideSample): number[] {
  const near = new Map<number, number>();
  for (const { view, peak } of examples)
    for (const word of wordsWithin(view, peak - AROUND, peak + AROUND))
      near.set(word, (near.get(word) ?? 0) + 1);
  return [...near]
    .map(([word, count]) => {
      const share = ((surroundings.counts.get(word) ?? 0) + 0.5) / (surroundings.stretches + 1);
      return { word, count, weight: count * Math.log(count / (share * examples.length)) };
    })
    .filter(({ count, weight }) => count >= 2 && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.word - b.word)
    .map(({ word }) => word);
}
