import type { Directions } from "@/workers/maps/nearest-directions";

export interface Faithfulness {
  /**
   * Venna and Kaski 2001: 1 less the scaled sum of how far beyond the k nearest those lie that the layout puts among
   * them.
   */
  trustworthiness: number;
  /** Share of the k nearest points that are among the k nearest in the layout. */
  recall: number;
}

/** @param positions x and y of each point */
export function measureFaithfulness(
  { data, width }: Directions,
  positions: ArrayLike<number>,
  k: number,
): Faithfulness {
  const points = data.length / width;
  const unit = normalise(data, width);
  let beyond = 0;
  let found = 0;
  const distances = new Float64Array(points);
  const cosines = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    const [x, y] = [positions[2 * i] as number, positions[2 * i + 1] as number];
    for (let j = 0; j < points; j++) {
      distances[j] = ((positions[2 * j] as number) - x) ** 2 + ((positions[2 * j + 1] as number) - y) ** 2;
      let dot = 0;
      for (let d = 0, a = i * width, b = j * width; d < width; d++, a++, b++)
        dot += (unit[a] as number) * (unit[b] as number);
      cosines[j] = -dot;
    }
    distances[i] = cosines[i] = -Infinity;
    for (const j of smallest(distances, k + 1).slice(1)) {
      const rank = rankOf(cosines, j);
      if (rank <= k) found++;
      else beyond += rank - k;
    }
  }
  const most = (points * k * (2 * points - 3 * k - 1)) / 2;
  return { trustworthiness: 1 - beyond / most, recall: found / (points * k) };
}

function normalise(data: Float32Array, width: number): Float64Array {
  const unit = Float64Array.from(data);
  for (let at = 0; at < unit.length; at += width) {
    const row = unit.subarray(at, at + width);
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)) || 1;
    row.forEach((x, i) => (row[i] = x / norm));
  }
  return unit;
}

/** Indices of the `count` smallest values, the smallest first. */
function smallest(values: Float64Array, count: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (kept.length === count && value >= (values[kept[count - 1] as number] as number)) continue;
    let at = kept.length;
    while (at > 0 && (values[kept[at - 1] as number] as number) > value) at--;
    kept.splice(at, 0, i);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

/** How many values are smaller: 0 for the point itself, 1 for its nearest. */
function rankOf(values: Float64Array, j: number): number {
  const own = values[j] as number;
  let rank = 0;
  for (const value of values) if (value < own) rank++;
  return rank;
}
