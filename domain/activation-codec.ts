/**
 * The sparse activations of one feature in one passage as bytes: for each active position a varint of the
 * distance to the one before (from -1), then its activation as a uint16 fraction of the passage's peak. The peak
 * itself is stored exactly beside it (activation.value), so the largest error is peak / 131,070.
 */
export interface SparseActivations {
  /** Ascending token positions; BOS is position 0 and never active. */
  positions: number[];
  values: number[];
}

export const FRACTION_STEPS = 65535;

/** A varint of 32 bits and the fraction. */
const LONGEST_ENTRY = 5 + 2;

export function packActivations(
  positions: ArrayLike<number>,
  values: ArrayLike<number>,
  peak: number,
): Uint8Array {
  const bytes = new Uint8Array(LONGEST_ENTRY * positions.length);
  let at = 0;
  let before = -1;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] ?? 0;
    let distance = position - before;
    for (; distance > 0x7f; distance >>>= 7) bytes[at++] = (distance & 0x7f) | 0x80;
    bytes[at++] = distance;
    const step = Math.round(((values[i] ?? 0) / peak) * FRACTION_STEPS);
    bytes[at++] = step & 0xff;
    bytes[at++] = step >> 8;
    before = position;
  }
  return bytes.slice(0, at);
}

export function unpackActivations(bytes: Uint8Array, peak: number): SparseActivations {
  const positions: number[] = [];
  const values: number[] = [];
  let before = -1;
  for (let at = 0; at < bytes.length;) {
    let distance = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      distance |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    before += distance;
    positions.push(before);
    values.push((((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) / FRACTION_STEPS) * peak);
    at += 2;
  }
  return { positions, values };
}
