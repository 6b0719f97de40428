/** Relative difference of two programs' figures, which differ in the order of their float32 sums alone. */
const TOLERANCE = 1e-3;

/**
 * Sees that a peer computed the same: the absolute differences add up to at most TOLERANCE of the figures. (Single counts
 * may differ by one where an activation lies within rounding of the threshold or of a bin's edge.)
 * @throws Error naming what differs and by how much
 */
export function sameFigures(what: string, ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < ours.length; i++) {
    difference += Math.abs((ours[i] ?? NaN) - (theirs[i] ?? NaN));
    size += Math.abs(ours[i] ?? NaN);
  }
  if (ours.length === theirs.length && difference <= TOLERANCE * size) return;
  throw new Error(
    `The peer computes something else: ${what} differ by ${((100 * difference) / size).toFixed(2)} % ` +
      `(${ours.length} and ${theirs.length} figures).`,
  );
}
