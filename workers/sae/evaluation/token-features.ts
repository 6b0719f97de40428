/** The active features of many tokens, row after row: those of row r are entries [offsets[r], offsets[r + 1]). */
export interface TokenActivations {
  offsets: Uint32Array;
  /** Ascending within a row. */
  features: Uint32Array;
  values: Float32Array;
  /** Features of the SAE. */
  dSae: number;
}

/** Columns of some features at some rows, [rows, features]. */
export function columnsOf(
  { offsets, features, values }: TokenActivations,
  rows: ArrayLike<number>,
  chosen: readonly number[],
): Float32Array {
  const place = new Map(chosen.map((feature, i) => [feature, i]));
  const columns = new Float32Array(rows.length * chosen.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
      const at = place.get(features[n] as number);
      if (at !== undefined) columns[i * chosen.length + at] = values[n] as number;
    }
  }
  return columns;
}

/** Mean activation of every feature where the label is 1 less that where it is 0, over some rows. */
export function featureDifferences(
  { offsets, features, values, dSae }: TokenActivations,
  rows: ArrayLike<number>,
  labels: Uint8Array,
): Float64Array {
  const weigh = classWeights(labels);
  const differences = new Float64Array(dSae);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const weight = weigh[labels[i] as number] as number;
    for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
      const feature = features[n] as number;
      differences[feature] = (differences[feature] as number) + weight * (values[n] as number);
    }
  }
  return differences;
}

/** The same for every column of a matrix [labels, width]. */
export function columnDifferences(matrix: Float32Array, width: number, labels: Uint8Array): Float64Array {
  const weigh = classWeights(labels);
  const differences = new Float64Array(width);
  for (let i = 0, at = 0; i < labels.length; i++) {
    const weight = weigh[labels[i] as number] as number;
    for (let j = 0; j < width; j++, at++)
      differences[j] = (differences[j] as number) + weight * (matrix[at] as number);
  }
  return differences;
}

/** The places of the k largest, the largest first, ties to the earlier one. @param size by which they are compared */
export function largestPlaces(
  values: Float64Array,
  k: number,
  size: (value: number) => number = Math.abs,
): number[] {
  const sizes = values.map(size);
  return Array.from(sizes.keys())
    .sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
    .slice(0, k);
}

/** What each row of class 0 and of class 1 weighs in a difference of class means. */
function classWeights(labels: Uint8Array): [number, number] {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  return [-1 / (labels.length - ones), 1 / ones];
}
