/**
 * Formulas of the steering benchmark. Terms lie on 0..2 and are joined by the harmonic mean, as AxBench does (Wu et al.
 * 2025); there a language model gives the points, here they are measured:
 *
 *   term      = 2 (rate - r0) / (r1 - r0), cut to [0, 2], where r0 is the rate of unedited texts and r1 that of the
 *               feature's own contexts: 0 is what the model writes anyhow, 2 is text about nothing else
 *   concept   = mean of the terms of firing (share of tokens) and lexicon (share of words); one alone where the other
 *               cannot be had
 *   fluency   = 2 min(1 / max(1, perplexity ratio), 1 - more runs of four tokens repeated than in unedited texts)
 *   score     = 2 concept fluency / (concept + fluency)
 *
 * Rates are taken over all tokens or words of a group of texts, not text by text: cutting at 0 what is noise around 0 would
 * give points for nothing.
 */
import type { BenchmarkCell, BenchmarkTerms } from "./steering-benchmark";

const MOST = 2;

/** What texts are held against. */
export interface Baseline {
  /** Mean negative log probability of unedited texts behind each prompt, and their share of repeated runs of four. */
  nll: readonly number[];
  repeated4: number;
}

/** Rates that give 0 and 2 points; see benchmarkFeature.scale. */
export interface Scale {
  fires: readonly [number, number];
  lexicon: readonly [number, number] | null;
}

/** @returns null where the feature's own contexts do not have more of it than any text */
export function scaled(rate: number, [none, full]: readonly [number, number]): number | null {
  if (!(full > none)) return null;
  return Math.min(MOST, Math.max(0, (MOST * (rate - none)) / (full - none)));
}

export const harmonicMean = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));

type Measured = Pick<BenchmarkCell, "prompt" | "tokens" | "concept" | "fluency">;

const NOTHING: BenchmarkTerms = {
  ...{ score: 0, concept: 0, fires: 0, lexicon: 0, fluency: 0, perplexityRatio: null },
};

/** The terms of a group of texts of one feature, arm and dose. Texts without any token count as nothing written. */
export function groupTerms(cells: readonly Measured[], scale: Scale, baseline: Baseline): BenchmarkTerms {
  let [tokens, words, fired, hits, surplus, repeated] = [0, 0, 0, 0, 0, 0];
  for (const { prompt, tokens: written, concept, fluency } of cells) {
    tokens += written;
    words += concept.words;
    hits += concept.hits;
    fired += concept.fires * written;
    surplus += (fluency.nll - (baseline.nll[prompt] ?? NaN)) * written;
    repeated += fluency.repeated4 * written;
  }
  if (tokens === 0) return NOTHING;
  const fires = scaled(fired / tokens, scale.fires);
  const lexicon = scale.lexicon && scaled(words > 0 ? hits / words : 0, scale.lexicon);
  const perplexityRatio = Math.exp(surplus / tokens);
  const excess = Math.max(0, repeated / tokens - baseline.repeated4);
  const fluency = MOST * Math.min(1 / Math.max(1, perplexityRatio), 1 - excess);
  const had = [fires, lexicon].filter((term) => term !== null);
  const concept = had.length > 0 ? had.reduce((sum, term) => sum + term, 0) / had.length : null;
  const score = concept === null ? null : harmonicMean(concept, fluency);
  return { score, concept, fires, lexicon, fluency, perplexityRatio };
}

/** Area under the best fluency that is had with at least so much concept, of the whole 2 by 2: 0..1. */
export function frontArea(points: readonly Pick<BenchmarkTerms, "concept" | "fluency">[]): number | null {
  const had = points.flatMap(({ concept, fluency }) =>
    concept === null || fluency === null ? [] : [{ concept, fluency }],
  );
  if (had.length === 0) return null;
  let area = 0;
  let from = 0;
  for (const { concept } of had.toSorted((a, b) => a.concept - b.concept)) {
    const best = Math.max(...had.filter((point) => point.concept >= concept).map(({ fluency }) => fluency));
    area += (concept - from) * best;
    from = concept;
  }
  return area / MOST ** 2;
}
