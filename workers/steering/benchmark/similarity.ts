import { rounded } from "./text-figures";

/** Unit vectors of texts, as the embedder gives them (workers/search/embedder.ts). */
export type Embed = (texts: readonly string[], signal?: AbortSignal) => Promise<Float32Array[]>;

/** Cosine of each text's meaning with the mean direction of the contexts' meanings; undefined without contexts. */
export async function similaritiesTo(
  embed: Embed,
  contexts: readonly string[],
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<(number | undefined)[]> {
  if (contexts.length === 0) return texts.map(() => undefined);
  const own = await embed(contexts, signal);
  const about = new Float64Array(own[0]?.length ?? 0);
  for (const vector of own) vector.forEach((value, i) => (about[i] = (about[i] ?? 0) + value));
  const norm = Math.hypot(...about);
  const read = await embed(texts, signal);
  return read.map((vector) =>
    rounded(vector.reduce((sum, value, i) => sum + value * (about[i] ?? 0), 0) / norm),
  );
}
