import { packActivations } from "@/domain/activation-codec";
import { BANDS, BAND_SAMPLES, HISTOGRAM_BINS, PROMOTED_TOKENS, TOP_EXAMPLES } from "@/domain/collections";
import { packCounts, packPromoted, type PromotedToken } from "@/domain/feature-statistics";
import { Random } from "@/domain/random";
import { PIECES, WORD_IDS } from "./synthetic-text";

/** Made-up features over real bookkeeping: every stored number is counted from the synthetic passages. */

export interface ExampleRow {
  band: number;
  rank: number;
  passage: number;
  peak: number;
  value: number;
  packed: Uint8Array;
}

export interface FeatureRow {
  index: number;
  tokensSeen: number;
  activeTokens: number;
  activePassages: number;
  density: number;
  max: number;
  mean: number;
  histogram: Uint8Array;
  bands: Uint8Array;
  promoted: Uint8Array;
  examples: ExampleRow[];
}

interface ActivePassage {
  passage: number;
  positions: number[];
  values: number[];
  peak: number;
  value: number;
}

/** Every 23rd feature is dead, every 17th follows line ends, the others follow one word and the token after it, a third seldom. */
export const isDead = (feature: number) => feature % 23 === 22;

export function syntheticFeature(feature: number, passages: readonly (readonly number[])[]): FeatureRow {
  const active = isDead(feature) ? [] : activePassages(feature, passages);
  const values = active.flatMap((entry) => entry.values);
  const tokensSeen = passages.reduce((sum, ids) => sum + ids.length - 1, 0);
  const max = active.reduce((largest, entry) => Math.max(largest, entry.value), 0);
  const bin = (value: number, bins: number) => Math.min(bins - 1, Math.ceil((value / max) * bins) - 1);
  const count = (counts: number[], value: number) => {
    const at = bin(value, counts.length);
    counts[at] = (counts[at] ?? 0) + 1;
  };
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0);
  const bands = new Array<number>(BANDS).fill(0);
  for (const value of values) {
    count(histogram, value);
    count(bands, value);
  }
  const ranked = active.toSorted((a, b) => b.value - a.value || a.passage - b.passage);
  const row = (entry: ActivePassage, band: number, rank: number): ExampleRow => ({
    band,
    rank,
    passage: entry.passage,
    peak: entry.peak,
    value: entry.value,
    packed: packActivations(entry.positions, entry.values, entry.value),
  });
  const samples = bands.flatMap((_, band) =>
    ranked
      .filter((entry) => bin(entry.value, BANDS) === band)
      .slice(0, BAND_SAMPLES)
      .map((entry, rank) => row(entry, band + 1, rank)),
  );
  return {
    index: feature,
    tokensSeen,
    activeTokens: values.length,
    activePassages: active.length,
    density: values.length / tokensSeen,
    max,
    mean: values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length,
    histogram: packCounts(histogram),
    bands: packCounts(bands),
    promoted: packPromoted(promotedTokens(feature)),
    examples: [...ranked.slice(0, TOP_EXAMPLES).map((entry, rank) => row(entry, 0, rank)), ...samples],
  };
}

/** Every activation of a feature. */
export function activePassages(feature: number, passages: readonly (readonly number[])[]): ActivePassage[] {
  const target = feature % 17 === 16 ? PIECES.indexOf("<0x0A>") : WORD_IDS[feature % WORD_IDS.length];
  const split = PIECES.indexOf("<0xF0>");
  const scale = 3 + (feature % 13);
  const frequency = feature % 3 === 1 ? 0.15 : 1;
  return passages.flatMap((ids, passage) => {
    const random = new Random(feature, passage);
    const strength = () => random.uniform();
    const positions: number[] = [];
    const values: number[] = [];
    let trace = 0;
    for (let position = 1; position < ids.length; position++) {
      const hit = (ids[position] === target || ids[position] === split) && strength() < frequency;
      const value = hit ? scale * (0.15 + 0.85 * strength() ** 2) : trace * (0.2 + 0.5 * strength());
      trace = value > scale * 0.08 ? value : 0;
      if (trace === 0) continue;
      positions.push(position);
      values.push(Math.fround(value));
    }
    if (values.length === 0) return [];
    const value = Math.max(...values);
    return [{ passage, positions, values, peak: positions[values.indexOf(value)] ?? 0, value }];
  });
}

function promotedTokens(feature: number): PromotedToken[] {
  const at = (i: number, logit: number) => ({
    id: WORD_IDS[(feature * 7 + i * 3) % WORD_IDS.length] ?? 3,
    logit,
  });
  const top = Array.from({ length: PROMOTED_TOKENS }, (_, i) => at(i, 1.92 - 0.13 * i));
  const bottom = Array.from({ length: PROMOTED_TOKENS }, (_, i) => at(i + 11, -0.98 + 0.07 * i));
  return [...top, ...bottom];
}
