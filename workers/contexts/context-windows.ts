/**
 * The tokens around the peaks of a feature's stored examples: what its contexts are told from. Examples are those of
 * every band, each with the tokens from {@link BEFORE_PEAK} before its peak to {@link AFTER_PEAK} after it.
 */
import type { Pool } from "pg";
import { unpackTokens } from "@/domain/passages";
import type { CollectionTarget } from "../dashboards/collection-target";

export const BEFORE_PEAK = 6;
export const AFTER_PEAK = 3;
/** Features read at once: about 20,000 examples. */
const READ_FEATURES = 512;

/** Examples of feature f are [offsets[f], offsets[f + 1]); tokens of example e are [starts[e], starts[e + 1]). */
export interface ContextWindows {
  features: number;
  vocabulary: number;
  offsets: Uint32Array;
  passages: Uint32Array;
  /** Where in its window each peak stands. */
  peaks: Uint8Array;
  /** Activation at each peak, as a share of the feature's largest. */
  strengths: Float32Array;
  starts: Uint32Array;
  tokens: Uint32Array;
}

/** One example as it is gathered. */
export interface ContextExample {
  /** That it stands in. */
  passage: number;
  /** Where in its window. */
  peak: number;
  /** Activation at the peak. */
  value: number;
  /** Ids of its window. */
  tokens: ArrayLike<number>;
}

/** @param examples of each feature, in order of features; a feature without any has an empty list */
export function gatherWindows(
  examples: readonly (readonly ContextExample[])[],
  vocabulary: number,
): ContextWindows {
  const offsets = new Uint32Array(examples.length + 1);
  examples.forEach((own, f) => (offsets[f + 1] = (offsets[f] as number) + own.length));
  const all = examples.flat();
  const starts = new Uint32Array(all.length + 1);
  all.forEach(({ tokens }, e) => (starts[e + 1] = (starts[e] as number) + tokens.length));
  const tokens = new Uint32Array(starts[all.length] as number);
  all.forEach((example, e) => tokens.set(example.tokens, starts[e]));
  const passages = Uint32Array.from(all, ({ passage }) => passage);
  const peaks = Uint8Array.from(all, ({ peak }) => peak);
  const strengths = Float32Array.from(examples.flatMap(strengthsOf));
  return { features: examples.length, vocabulary, offsets, passages, peaks, strengths, starts, tokens };
}

function strengthsOf(own: readonly ContextExample[]): number[] {
  const largest = own.reduce((most, { value }) => Math.max(most, value), 0);
  return own.map(({ value }) => value / largest);
}

/**
 * The windows of all features of a collection, in order of band and rank. About 45 windows of 50 bytes a feature are
 * held: 150 MB for 65,536 features.
 */
export async function readContextWindows(
  pool: Pool,
  target: Pick<CollectionTarget, "id" | "corpusId" | "dSae" | "model">,
  signal?: AbortSignal,
): Promise<ContextWindows> {
  const { vocabulary } = target.model;
  const width = vocabulary <= 0x10000 ? 2 : 4;
  const parts: ContextWindows[] = [];
  for (let first = 0; first < target.dSae; first += READ_FEATURES) {
    signal?.throwIfAborted();
    const end = Math.min(first + READ_FEATURES, target.dSae);
    const { rows } = await pool.query<{
      feature: number;
      passage: number;
      peak: number;
      value: number;
      tokens: Buffer;
    }>(
      `SELECT a.feature, a.passage, least(a.peak, $5) AS peak, a.value,
         substring(p.tokens FROM $4 * greatest(0, a.peak - $5) + 1
           FOR $4 * (a.peak + $6 - greatest(0, a.peak - $5) + 1)) AS tokens
       FROM activation a JOIN passage p ON p.corpus_id = $7 AND p.index = a.passage
       WHERE a.collection_id = $1 AND a.feature >= $2 AND a.feature < $3
       ORDER BY a.feature, a.band, a.rank`,
      [target.id, first, end, width, BEFORE_PEAK, AFTER_PEAK, target.corpusId],
    );
    const examples: ContextExample[][] = Array.from({ length: end - first }, () => []);
    for (const { feature, tokens, ...example } of rows)
      examples[feature - first]?.push({ ...example, tokens: unpackTokens(tokens, vocabulary) });
    parts.push(gatherWindows(examples, vocabulary));
  }
  return joinWindows(parts, vocabulary);
}

function joinWindows(parts: readonly ContextWindows[], vocabulary: number): ContextWindows {
  const features = parts.reduce((sum, part) => sum + part.features, 0);
  const examples = parts.reduce((sum, part) => sum + part.passages.length, 0);
  const tokens = parts.reduce((sum, part) => sum + part.tokens.length, 0);
  const joined = {
    features,
    vocabulary,
    offsets: new Uint32Array(features + 1),
    passages: new Uint32Array(examples),
    peaks: new Uint8Array(examples),
    strengths: new Float32Array(examples),
    starts: new Uint32Array(examples + 1),
    tokens: new Uint32Array(tokens),
  };
  let [f, e, t] = [0, 0, 0];
  for (const part of parts) {
    joined.passages.set(part.passages, e);
    joined.peaks.set(part.peaks, e);
    joined.strengths.set(part.strengths, e);
    joined.tokens.set(part.tokens, t);
    for (let i = 1; i <= part.features; i++) joined.offsets[f + i] = e + (part.offsets[i] as number);
    for (let i = 1; i <= part.passages.length; i++) joined.starts[e + i] = t + (part.starts[i] as number);
    f += part.features;
    e += part.passages.length;
    t += part.tokens.length;
  }
  return joined;
}
