/**
 * Context vectors of features: how often each token stands in a feature's windows, as log(1 + n), times
 * ln(features / features whose windows have the token), scaled to norm 1. Their cosine is how alike the contexts of two
 * features are. Counted are only features that have windows.
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
  /** Power of ln(features / features that have the token). */
  rarity: number;
}

/** What coherence is measured by. */
export const MEASURED: ContextWeighing = { before: BEFORE_PEAK, after: AFTER_PEAK, rarity: 1 };
/**
 * What neighbours by context are found by. A narrower window and less weight on rare tokens agree better with the
 * contexts of other passages, as MEASURED sees them: rare tokens are what two sets of passages differ in most.
 */
export const NEARNESS: ContextWeighing = { before: 3, after: 2, rarity: 0.35 };

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

/** How often each token stands in the windows of each feature. */
export function countTokens(
  windows: ContextWindows,
  { before, after }: Pick<ContextWeighing, "before" | "after"> = MEASURED,
  half?: PassageHalf,
): SparseRows {
  const { features, vocabulary, passages, peaks, starts, tokens } = windows;
  const offsets = new Uint32Array(features + 1);
  const ids = new Uint32Array(tokens.length);
  const values = new Float32Array(tokens.length);
  const own = new Uint32Array(mostTokens(windows));
  let at = 0;
  for (let f = 0; f < features; f++) {
    let size = 0;
    for (let e = windows.offsets[f] as number; e < (windows.offsets[f + 1] as number); e++) {
      if (half && !isOfHalf(passages[e] as number, half)) continue;
      const peak = (starts[e] as number) + (peaks[e] as number);
      const from = Math.max(starts[e] as number, peak - before);
      const to = Math.min(starts[e + 1] as number, peak + after + 1);
      for (let t = from; t < to; t++) own[size++] = tokens[t] as number;
    }
    const sorted = own.subarray(0, size).sort();
    for (let i = 0; i < size; i++) {
      if (i > 0 && sorted[i] === sorted[i - 1]) values[at - 1] = (values[at - 1] as number) + 1;
      else {
        ids[at] = sorted[i] as number;
        values[at++] = 1;
      }
    }
    offsets[f + 1] = at;
  }
  return { columns: vocabulary, offsets, ids: ids.slice(0, at), values: values.slice(0, at) };
}

function mostTokens({ features, offsets, starts }: ContextWindows): number {
  let most = 0;
  for (let f = 0; f < features; f++) {
    const [from, to] = [offsets[f] as number, offsets[f + 1] as number];
    most = Math.max(most, (starts[to] as number) - (starts[from] as number));
  }
  return most;
}
