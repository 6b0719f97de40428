/** Sparse activations of a batch: row r owns entries [offsets[r], offsets[r + 1]). */
export interface ActiveRows {
  offsets: Uint32Array;
  features: Uint32Array;
  values: Float32Array;
}

const SMALLEST = 1e-30;
/** Share of the last batch's threshold below which this batch's is not expected. */
const HINT_MARGIN = 0.75;

/**
 * Keeps the `count` largest entries of the whole batch (BatchTopK, Bussmann et al. 2024), ties at the threshold
 * included.
 * @param pre rectified pre-activations [rows, width]
 * @param hint the last batch's threshold: spares sorting what is far below it
 */
export function batchTopK(
  pre: Float32Array,
  width: number,
  count: number,
  hint: number,
): { rows: ActiveRows; threshold: number } {
  let rows = sparseAbove(pre, width, hint * HINT_MARGIN);
  if (rows.values.length < count && hint > 0) rows = sparseAbove(pre, width, 0);
  const threshold = nthLargest(rows.values, count);
  return { rows: keepEntries(rows, (n) => (rows.values[n] as number) >= threshold), threshold };
}

/** Keeps the k largest entries of each row (TopK, Gao et al. 2024). */
export const rowTopK = (pre: Float32Array, width: number, k: number): ActiveRows =>
  largestOfRows(sparseAbove(pre, width, 0), k);

/** The k largest entries of each row, ties included. */
export function largestOfRows(rows: ActiveRows, k: number): ActiveRows {
  const thresholds = new Float32Array(rows.values.length);
  for (let row = 0; row + 1 < rows.offsets.length; row++) {
    const [from, to] = [rows.offsets[row] as number, rows.offsets[row + 1] as number];
    thresholds.fill(nthLargest(rows.values.subarray(from, to), k), from, to);
  }
  return keepEntries(rows, (n) => (rows.values[n] as number) >= (thresholds[n] as number));
}

/** Positive entries of pre [rows, width] in some of its columns, which ascend. */
export function sparseColumns(pre: Float32Array, width: number, columns: Uint32Array): ActiveRows {
  const rows = pre.length / width;
  const offsets = new Uint32Array(rows + 1);
  const features = new Uint32Array(rows * columns.length);
  const values = new Float32Array(rows * columns.length);
  let n = 0;
  for (let row = 0; row < rows; row++) {
    for (const column of columns) {
      const value = pre[row * width + column] as number;
      if (value < SMALLEST) continue;
      features[n] = column;
      values[n++] = value;
    }
    offsets[row + 1] = n;
  }
  return { offsets, features: features.subarray(0, n), values: values.subarray(0, n) };
}

/** Entries of pre [rows, width] that are positive and reach `threshold`. */
export const sparseAbove = (pre: Float32Array, width: number, threshold: number): ActiveRows =>
  sparseAboveEach(pre, new Float64Array(width).fill(Math.max(threshold, SMALLEST)));

/** Entries of pre [rows, width] that reach the floor of their column, [width]. */
export function sparseAboveEach(pre: Float32Array, floors: Float64Array): ActiveRows {
  const width = floors.length;
  const rows = pre.length / width;
  const offsets = new Uint32Array(rows + 1);
  let features = new Uint32Array(rows * 64 + width);
  let values = new Float32Array(rows * 64 + width);
  let n = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    if (n + width > features.length) {
      const longer = new Uint32Array(features.length * 2 + width);
      longer.set(features);
      features = longer;
      const more = new Float32Array(longer.length);
      more.set(values);
      values = more;
    }
    for (let feature = 0; feature < width; feature++, i++) {
      const value = pre[i] as number;
      if (value >= (floors[feature] as number)) {
        features[n] = feature;
        values[n++] = value;
      }
    }
    offsets[row + 1] = n;
  }
  return { offsets, features: features.subarray(0, n), values: values.subarray(0, n) };
}

export function keepEntries(
  { offsets, features, values }: ActiveRows,
  keep: (n: number) => boolean,
): ActiveRows {
  const kept: ActiveRows = {
    offsets: new Uint32Array(offsets.length),
    features: new Uint32Array(features.length),
    values: new Float32Array(values.length),
  };
  let to = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
      if (!keep(n)) continue;
      kept.features[to] = features[n] as number;
      kept.values[to++] = values[n] as number;
    }
    kept.offsets[row + 1] = to;
  }
  return { ...kept, features: kept.features.subarray(0, to), values: kept.values.subarray(0, to) };
}

/** The n-th largest value, or 0 when there are not more than n. */
export function nthLargest(values: Float32Array, n: number): number {
  if (values.length <= n) return 0;
  return values.slice().sort()[values.length - n] as number;
}
