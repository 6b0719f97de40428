import type { NameTopic } from "../labels/writers/candidate";
import { labelWords, type FeatureWords } from "./feature-words";

/** Words nearer than this to a topic are of it. */
const LEAST_COSINE = 0.55;
/** A word alone is less near than several are, "sad" to "sadness and crying" 0.49: what the topic itself says need not be. */
const LEAST_OF_SAID = 0.45;
const LEAST_LETTERS = 3;
/** What follows these in a label is where the feature is active, and not what it is about. */
const PLACE = /, (?:after|before|near|in) .*$/;

/** The topics of clear labels, by their content words; a feature has none where no topic is near. */
export async function topicsOf(
  features: readonly FeatureWords[],
  nameTopic: NameTopic,
): Promise<Map<number, string>> {
  const topics = new Map<number, string>();
  for (const { feature, label, method } of features) {
    if (method === "unclear") continue;
    const words = labelWords(label.replace(PLACE, ""));
    if (words.length === 0) continue;
    const nearest = await nameTopic(words, LEAST_OF_SAID);
    const topic = nearest !== null && isSaid(words, nearest) ? nearest : await nameTopic(words, LEAST_COSINE);
    if (topic !== null) topics.set(feature, topic);
  }
  return topics;
}

/** Whether a word of the topic is one of these, or begins with one: "sadness" with "sad". */
function isSaid(words: readonly string[], topic: string): boolean {
  const parts = topic.toLowerCase().split(/[ ,]+/);
  return words.some((word) => word.length >= LEAST_LETTERS && parts.some((part) => part.startsWith(word)));
}
