import type { MeaningText } from "../contexts/meaning-texts";
import { unitRows, type Directions } from "./nearest-directions";

/** Length of a vector that rests on the words around: of two as alike, what fires on the words themselves is nearer. */
const AROUND = 0.5;

/**
 * Vectors of what features fire on (contexts/meaning-texts.ts) by the embedding model, less their mean, which all short
 * lists of words have in common, of length 1, or 0.5 where the words only stand around. A feature without a text has the
 * vector 0, which is near nothing.
 * @param embed gives unit vectors, one a text, in their order
 */
export async function meaningDirections(
  texts: readonly MeaningText[],
  embed: (texts: readonly string[]) => Promise<Float32Array[]>,
): Promise<Directions> {
  const different = [...new Set(texts.map(({ text }) => text))].filter((text) => text !== "");
  const vectors = await embed(different);
  const vectorOf = new Map(different.map((text, i) => [text, vectors[i] as Float32Array]));
  const width = vectors[0]?.length ?? 1;
  const data = new Float32Array(texts.length * width);
  const mean = new Float64Array(width);
  let counted = 0;
  texts.forEach(({ text }, row) => {
    const vector = vectorOf.get(text);
    if (!vector) return;
    data.set(vector, row * width);
    vector.forEach((x, i) => (mean[i] = (mean[i] as number) + x));
    counted++;
  });
  texts.forEach(({ text }, row) => {
    if (!vectorOf.has(text)) return;
    for (let i = 0; i < width; i++)
      data[row * width + i] = (data[row * width + i] as number) - (mean[i] as number) / counted;
  });
  const unit = unitRows({ data, width }).data;
  return { data: unit.map((x, i) => (texts[Math.floor(i / width)]?.around ? AROUND * x : x)), width };
}
