/**
 * What a feature page shows, from all of the feature's activations. A pure function of them: the order of shards,
 * the number of workers and how often a shard was tried do not matter.
 */
import { BAND_SAMPLES, BANDS, HISTOGRAM_BINS, REPEAT_WINDOW, TOP_EXAMPLES } from "@/domain/collections";
import { packActivations } from "@/domain/activation-codec";
import { hashPair } from "@/domain/random";

/** All activations of one feature, in order of passage and position. */
export interface FeatureActivations {
  passages: Uint32Array;
  positions: Uint16Array;
  values: Float32Array;
}

export interface CollectedExample {
  /** 0: top examples; 1..BANDS: samples of a band, 1 the lowest. */
  band: number;
  rank: number;
  passage: number;
  /** Position and size of the largest activation in the passage. */
  peak: number;
  value: number;
  packed: Uint8Array;
}

export interface CollectedFeature {
  activeTokens: number;
  activePassages: number;
  max: number;
  mean: number;
  /** Counts over equal widths of (0, max]. */
  histogram: Uint32Array;
  bands: Uint32Array;
  examples: CollectedExample[];
}

/**
 * The passages in which a feature fires, in order: firing i owns entries [from[i], from[i + 1]). Arrays instead of an
 * object for each, of which a corpus of a million tokens would have ten million.
 */
interface Firings {
  count: number;
  from: Uint32Array;
  /** Entry of the largest activation, the first of equals. */
  peak: Uint32Array;
  value: Float32Array;
}

type TokensOf = (passage: number) => ArrayLike<number>;

/**
 * @param tokensOf token ids of a passage, for telling repeats apart
 */
export function buildFeatureDashboard(
  feature: number,
  activations: FeatureActivations,
  tokensOf: TokensOf,
): CollectedFeature {
  const { passages, positions, values } = activations;
  const firings = findFirings(activations);
  let max = 0;
  for (let i = 0; i < firings.count; i++) max = Math.max(max, firings.value[i] as number);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const bands = new Uint32Array(BANDS);
  let sum = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n] as number;
    sum += value;
    const bin = binOf(value, max, HISTOGRAM_BINS);
    histogram[bin] = (histogram[bin] as number) + 1;
    const band = binOf(value, max, BANDS);
    bands[band] = (bands[band] as number) + 1;
  }
  const chosen = [
    ...topFirings(firings, activations, tokensOf).map((firing, rank) => ({ band: 0, rank, firing })),
    ...sampleBands(feature, firings, passages, max),
  ];
  return {
    activeTokens: values.length,
    activePassages: firings.count,
    max,
    mean: values.length > 0 ? sum / values.length : 0,
    histogram,
    bands,
    examples: chosen.map(({ band, rank, firing }) => {
      const [from, to] = [firings.from[firing] as number, firings.from[firing + 1] as number];
      const value = firings.value[firing] as number;
      return {
        band,
        rank,
        passage: passages[from] as number,
        peak: positions[firings.peak[firing] as number] as number,
        value,
        packed: packActivations(positions.subarray(from, to), values.subarray(from, to), value),
      };
    }),
  };
}

/** Which of `bins` equal widths of (0, max] holds `value`; upper edges belong to the bin below them. */
export function binOf(value: number, max: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil((value / max) * bins) - 1));
}

function findFirings({ passages, values }: FeatureActivations): Firings {
  const entries = passages.length;
  let count = 0;
  for (let n = 0; n < entries; n++) if (n === 0 || passages[n] !== passages[n - 1]) count++;
  const firings = {
    count,
    from: new Uint32Array(count + 1),
    peak: new Uint32Array(count),
    value: new Float32Array(count),
  };
  let firing = -1;
  for (let n = 0; n < entries; n++) {
    const value = values[n] as number;
    if (n === 0 || passages[n] !== passages[n - 1]) firings.from[++firing] = n;
    else if (value <= (firings.value[firing] as number)) continue;
    firings.peak[firing] = n;
    firings.value[firing] = value;
  }
  firings.from[count] = entries;
  return firings;
}

/** The largest peaks (ties to the earlier passage), one for each distinct run of tokens around the peak. */
function topFirings(firings: Firings, activations: FeatureActivations, tokensOf: TokensOf): number[] {
  // Few have so many repeats among the strongest that these do not suffice; then four times as many do, or all.
  for (let considered = 4 * TOP_EXAMPLES; ; considered *= 4) {
    const top = distinct(strongest(firings, considered), firings, activations, tokensOf);
    if (top.length === TOP_EXAMPLES || considered >= firings.count) return top;
  }
}

/** The `n` firings of largest value and any that equal the last of them, largest first, ties to the earlier. */
function strongest({ count, value }: Firings, n: number): number[] {
  const least = n < count ? (value.slice().sort()[count - n] as number) : 0;
  const found: number[] = [];
  for (let i = 0; i < count; i++) if ((value[i] as number) >= least) found.push(i);
  return found.sort((a, b) => (value[b] as number) - (value[a] as number) || a - b);
}

/** The first TOP_EXAMPLES of `order` whose tokens around the peak are not those of one before. */
function distinct(
  order: readonly number[],
  firings: Firings,
  { passages, positions }: FeatureActivations,
  tokensOf: TokensOf,
): number[] {
  const kept: { firing: number; tokens: ArrayLike<number>; peak: number }[] = [];
  for (const firing of order) {
    if (kept.length === TOP_EXAMPLES) break;
    const tokens = tokensOf(passages[firings.from[firing] as number] as number);
    const peak = positions[firings.peak[firing] as number] as number;
    if (!kept.some((other) => sameAround(other.tokens, other.peak, tokens, peak)))
      kept.push({ firing, tokens, peak });
  }
  return kept.map(({ firing }) => firing);
}

/** Whether the tokens from REPEAT_WINDOW before to REPEAT_WINDOW after two places are the same. */
function sameAround(a: ArrayLike<number>, atA: number, b: ArrayLike<number>, atB: number): boolean {
  const before = Math.min(REPEAT_WINDOW, atA);
  const after = Math.min(REPEAT_WINDOW, a.length - 1 - atA);
  if (before !== Math.min(REPEAT_WINDOW, atB)) return false;
  if (after !== Math.min(REPEAT_WINDOW, b.length - 1 - atB)) return false;
  for (let i = -before; i <= after; i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}

/** For each band of (0, max] the passages of lowest hash(feature, passage) whose peak lies in it, strongest first. */
function sampleBands(feature: number, { count, from, value }: Firings, passages: Uint32Array, max: number) {
  const lowest: { firing: number; hash: number }[][] = Array.from({ length: BANDS }, () => []);
  for (let firing = 0; firing < count; firing++) {
    const hash = hashPair(feature, passages[from[firing] as number] as number);
    const sample = lowest[binOf(value[firing] as number, max, BANDS)] ?? [];
    if (sample.length === BAND_SAMPLES && hash >= (sample[BAND_SAMPLES - 1]?.hash ?? 0)) continue;
    const place = sample.findIndex((other) => hash < other.hash);
    sample.splice(place < 0 ? sample.length : place, 0, { firing, hash });
    if (sample.length > BAND_SAMPLES) sample.pop();
  }
  return lowest.flatMap((sample, index) =>
    sample
      .map(({ firing }) => firing)
      .sort((a, b) => (value[b] as number) - (value[a] as number) || a - b)
      .map((firing, rank) => ({ band: index + 1, rank, firing })),
  );
}
