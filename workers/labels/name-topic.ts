import { getEmbedder, getEmbedderOrNone } from "../search/shared";
import { innerProduct } from "../search/vector-codec";
import type { NameTopic } from "./writers/candidate";
import { TOPICS } from "./words/topics";

/** Words that are no nearer than this to any topic have none. */
const LEAST_COSINE = 0.55;
/** Answers that are kept: neighbours share their words. */
const KEPT = 20_000;

let topics: Promise<{ phrase: string; vector: Float32Array }[]> | undefined;
const kept = new Map<string, { phrase: string; cosine: number }>();

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
  return async (words, least = LEAST_COSINE) => {
    const text = words.join(", ");
    let nearest = kept.get(text);
    if (!nearest) {
      const [vector = new Float32Array()] = await embedder.embed([text]);
      nearest = { phrase: "", cosine: -1 };
      for (const topic of phrases) {
        const cosine = innerProduct(vector, topic.vector);
        if (cosine > nearest.cosine) nearest = { phrase: topic.phrase, cosine };
      }
      if (kept.size >= KEPT) kept.clear();
      kept.set(text, nearest);
    }
    return nearest.cosine >= least ? nearest.phrase : null;
  };
}

/** Labels and maps do without names of topics where the embedding model cannot be had, and say why. */
export async function topicsOrNone(): Promise<{ nameTopic?: NameTopic; missing?: string }> {
  const { embedder, missing } = await getEmbedderOrNone();
  return embedder ? { nameTopic: await openTopics() } : { missing: missing ?? "" };
}
