import { getEmbedder } from "../search/shared";
import { innerProduct } from "../search/vector-codec";
import type { NameTopic } from "./writers/candidate";
import { TOPICS } from "./words/topics";

/** Words that are no nearer than this to any topic have none. */
const LEAST_COSINE = 0.55;
/** Answers that are kept: neighbours share their words. */
const KEPT = 20_000;

let topics: Promise<{ phrase: string; vector: Float32Array }[]> | undefined;
const kept = new Map<string, string | null>();

/**
 * Names topics with the local embedding model. Reads the phrases at the first call, seconds of work.
 * @throws what getEmbedder throws where the model is missing
 */
export async function openTopics(): Promise<NameTopic> {
  const embedder = await getEmbedder();
  topics ??= embedder
    .embed(TOPICS)
    .then((vectors) => TOPICS.map((phrase, i) => ({ phrase, vector: vectors[i] ?? new Float32Array() })));
  const phrases = await topics;
  return async (words) => {
    const text = words.join(", ");
    const known = kept.get(text);
    if (known !== undefined) return known;
    const [vector] = await embedder.embed([text]);
    let [best, most] = [null as string | null, LEAST_COSINE];
    for (const topic of phrases) {
      const cosine = vector ? innerProduct(vector, topic.vector) : 0;
      if (cosine > most) [best, most] = [topic.phrase, cosine];
    }
    if (kept.size >= KEPT) kept.clear();
    kept.set(text, best);
    return best;
  };
}
