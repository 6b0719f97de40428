/**
 * Context vectors of features: how often each token stands in a feature's windows, as log(1 + n), times
 * ln(features / features whose windows have the token), scaled to norm 1. Their cosine is how alike the contexts of two
 * features are. Counted are only features that have windows. A weighing may let some places count less than others.
 */
import { AFTER_PEAK, BEFORE_PEAK, type ContextWindows } from "./context-windows";
import { normaliseSparseRows, type SparseRows } from "./sparse-rows";

/**
 * Passages with an even or an odd number: what is made from one half is tested on the other. And the same once more
 * within the even ones, to choose weights without having looked at the odd ones.
 */
export type PassageHalf = "even" | "odd" | "even, first" | "even, second";

function isOfHalf(passage: number, half: PassageHalf): boolean {
  switch (half) {
    case "even":
      return passage % 2 === 0;
    case "odd":
      return passage % 2 === 1;
    case "even, first":
      return passage % 4 === 0;
    case "even, second":
      return passage % 4 === 2;
  }
}

/** How contexts are weighed: other than {@link MEASURED} where a distance is made from them. */
export interface ContextWeighing {
  /** Tokens of each window, as far as it was read. */
  before: number;
  after: number;
  /** What a token counts at the peak of an example, and elsewhere in its window. */
  peak: number;
  around: number;
  /** Whether that is less in a weaker example, by its share of the feature's largest activation. */
  byStrength: boolean;
  /** Power of ln(features / features that have the token). */
  rarity: number;
}

/** What coherence is measured by. */
export const MEASURED: ContextWeighing = {
  ...{ before: BEFORE_PEAK, after: AFTER_PEAK },
  ...{ peak: 1, around: 1, byStrength: false, rarity: 1 },
};
/**
 * What neighbours by context are found by. A narrower window, less weight on rare tokens and more on strong examples and
 * their peaks agree better with the contexts of other passages, as MEASURED sees them: what is rare or weakly lit is what
 * two sets of passages differ in most.
 */
export const NEARNESS: ContextWeighing = {
  ...{ before: 3, after: 2 },
  ...{ peak: 1, around: 0.5, byStrength: true, rarity: 0.35 },
};

/** One row a feature, one column a token of the vocabulary; a feature without windows has an empty row. */
export function contextVectors(
  windows: ContextWindows,
  half?: PassageHalf,
  weighing: ContextWeighing = MEASURED,
): SparseRows {
  const counts = countTokens(windows, weighing, half);
  const { columns, offsets, ids, values } = counts;
  const having = new Uint32Array(columns);
  for (const id of ids) having[id] = (having[id] as number) + 1;
  let features = 0;
  for (let f = 0; f + 1 < offsets.length; f++) if (offsets[f] !== offsets[f + 1]) features++;
  // a token that every feature has tells nothing apart: its entries would be 0
  const kept = { columns, offsets: new Uint32Array(offsets.length), ids, values };
  let at = 0;
  for (let f = 0; f + 1 < offsets.length; f++) {
    for (let e = offsets[f] as number; e < (offsets[f + 1] as number); e++) {
      const id = ids[e] as number;
      const weight =
        Math.log1p(values[e] as number) * Math.log(features / (having[id] as number)) ** weighing.rarity;
      if (weight === 0) continue;
      ids[at] = id;
      values[at++] = weight;
    }
    kept.offsets[f + 1] = at;
  }
  const rows = { ...kept, ids: ids.slice(0, at), values: values.slice(0, at) };
  normaliseSparseRows(rows);
  return rows;
}

/** What each token comes to in the windows of each feature. */
function countTokens(windows: ContextWindows, weighing: ContextWeighing, half?: PassageHalf): SparseRows {
  const { features, vocabulary, passages, tokens } = windows;
  const offsets = new Uint32Array(features + 1);
  const ids = new Uint32Array(tokens.length);
  const values = new Float32Array(tokens.length);
  const sums = new Float32Array(vocabulary);
  let at = 0;
  for (let f = 0; f < features; f++) {
    const from = at;
    for (let e = windows.offsets[f] as number; e < (windows.offsets[f + 1] as number); e++)
      if (!half || isOfHalf(passages[e] as number, half))
        at = addWindow(windows, e, weighing, { sums, ids, at });
    const own = ids.subarray(from, at).sort();
    own.forEach((id, i) => {
      values[from + i] = sums[id] as number;
      sums[id] = 0;
    });
    offsets[f + 1] = at;
  }
  return { columns: vocabulary, offsets, ids: ids.slice(0, at), values: values.slice(0, at) };
}

/** Adds the tokens of window `e` to `sums`, and those that are new there to `ids`; where these end then. */
function addWindow(
  { peaks, strengths, starts, tokens }: ContextWindows,
  e: number,
  { before, after, peak, around, byStrength }: ContextWeighing,
  { sums, ids, at }: { sums: Float32Array; ids: Uint32Array; at: number },
): number {
  const middle = (starts[e] as number) + (peaks[e] as number);
  const end = Math.min(starts[e + 1] as number, middle + after + 1);
  const strength = byStrength ? (strengths[e] as number) : 1;
  for (let t = Math.max(starts[e] as number, middle - before); t < end; t++) {
    const id = tokens[t] as number;
    if (sums[id] === 0) ids[at++] = id;
    sums[id] = (sums[id] as number) + strength * (t === middle ? peak : around);
  }
  return at;
}
