/**
 * What a feature page shows, from all of the feature's activations. A pure function of them: the order of shards,
 * the number of workers and how often a shard was tried do not matter.
 */
import { BAND_SAMPLES, BANDS, HISTOGRAM_BINS, REPEAT_WINDOW, TOP_EXAMPLES } from "@/domain/collections";
import { packActivations } from "@/domain/activation-codec";

/** All activations of one feature, in order of passage and position. */
export interface FeatureActivations {
  passages: Uint32Array;
  positions: Uint16Array;
  values: Float32Array;
}

export interface Example {
  /** 0: top examples; 1..BANDS: samples of a band, 1 the lowest. */
  band: number;
  rank: number;
  passage: number;
  /** Position and size of the largest activation in the passage. */
  peak: number;
  value: number;
  packed: Uint8Array;
}

export interface FeatureDashboard {
  activeTokens: number;
  activePassages: number;
  max: number;
  mean: number;
  /** Counts over equal widths of (0, max]. */
  histogram: Uint32Array;
  bands: Uint32Array;
  examples: Example[];
}

/** A passage in which the feature fires: entries [from, to) and where among them the peak is. */
interface Firing {
  passage: number;
  from: number;
  to: number;
  peak: number;
  value: number;
}

/**
 * @param tokensOf token ids of a passage, for telling repeats apart
 */
export function buildFeatureDashboard(
  feature: number,
  activations: FeatureActivations,
  tokensOf: (passage: number) => ArrayLike<number>,
): FeatureDashboard {
  const { values } = activations;
  const firings = findFirings(activations);
  const max = firings.reduce((largest, { value }) => Math.max(largest, value), 0);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const bands = new Uint32Array(BANDS);
  let sum = 0;
  for (const value of values) {
    sum += value;
    const bin = binOf(value, max, HISTOGRAM_BINS);
    histogram[bin] = (histogram[bin] as number) + 1;
    const band = binOf(value, max, BANDS);
    bands[band] = (bands[band] as number) + 1;
  }
  const chosen = [
    ...topFirings(firings, activations, tokensOf).map((firing, rank) => ({ band: 0, rank, firing })),
    ...sampleBands(feature, firings, max),
  ];
  return {
    activeTokens: values.length,
    activePassages: firings.length,
    max,
    mean: values.length > 0 ? sum / values.length : 0,
    histogram,
    bands,
    examples: chosen.map(({ band, rank, firing }) => ({
      band,
      rank,
      passage: firing.passage,
      peak: activations.positions[firing.peak] as number,
      value: firing.value,
      packed: packActivations(
        activations.positions.subarray(firing.from, firing.to),
        values.subarray(firing.from, firing.to),
        firing.value,
      ),
    })),
  };
}

/** Which of `bins` equal widths of (0, max] holds `value`; upper edges belong to the bin below them. */
export function binOf(value: number, max: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil((value / max) * bins) - 1));
}

function findFirings({ passages, values }: FeatureActivations): Firing[] {
  const firings: Firing[] = [];
  for (let from = 0; from < passages.length;) {
    const passage = passages[from] as number;
    let to = from;
    let peak = from;
    for (; to < passages.length && passages[to] === passage; to++) {
      if ((values[to] as number) > (values[peak] as number)) peak = to;
    }
    firings.push({ passage, from, to, peak, value: values[peak] as number });
    from = to;
  }
  return firings;
}

/** The largest peaks (ties to the earlier passage), one for each distinct run of tokens around the peak. */
function topFirings(
  firings: readonly Firing[],
  { positions }: FeatureActivations,
  tokensOf: (passage: number) => ArrayLike<number>,
): Firing[] {
  const order = [...firings].sort((a, b) => b.value - a.value || a.passage - b.passage);
  const seen = new Set<string>();
  const top: Firing[] = [];
  for (const firing of order) {
    if (top.length === TOP_EXAMPLES) break;
    const at = positions[firing.peak] as number;
    const around = Array.prototype.slice.call(
      tokensOf(firing.passage),
      Math.max(0, at - REPEAT_WINDOW),
      at + REPEAT_WINDOW + 1,
    );
    const key = around.join();
    if (seen.has(key)) continue;
    seen.add(key);
    top.push(firing);
  }
  return top;
}

/** For each band of (0, max] the passages of lowest hash(feature, passage) whose peak lies in it, strongest first. */
function sampleBands(feature: number, firings: readonly Firing[], max: number) {
  const byBand: Firing[][] = Array.from({ length: BANDS }, () => []);
  for (const firing of firings) byBand[binOf(firing.value, max, BANDS)]?.push(firing);
  return byBand.flatMap((inBand, index) =>
    inBand
      .map((firing) => ({ firing, hash: hashPair(feature, firing.passage) }))
      .sort((a, b) => a.hash - b.hash || a.firing.passage - b.firing.passage)
      .slice(0, BAND_SAMPLES)
      .sort((a, b) => b.firing.value - a.firing.value || a.firing.passage - b.firing.passage)
      .map(({ firing }, rank) => ({ band: index + 1, rank, firing })),
  );
}

/** A well-mixed 32-bit hash of two integers (the finaliser of MurmurHash3, Appleby 2011). */
function hashPair(a: number, b: number): number {
  let h = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
