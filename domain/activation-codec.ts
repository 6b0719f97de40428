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

export function packActivations(
  positions: ArrayLike<number>,
  values: ArrayLike<number>,
  peak: number,
): Uint8Array {
  const bytes: number[] = [];
  let before = -1;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] ?? 0;
    for (let rest = position - before; ; rest >>>= 7) {
      if (rest < 0x80) {
        bytes.push(rest);
        break;
      }
      bytes.push((rest & 0x7f) | 0x80);
    }
    const step = Math.round(((values[i] ?? 0) / peak) * FRACTION_STEPS);
    bytes.push(step & 0xff, step >> 8);
    before = position;
  }
  return Uint8Array.from(bytes);
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
