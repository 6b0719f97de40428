/** The packed columns of a feature row: counts (histogram, bands) and promoted tokens, all little-endian. */

export interface PromotedToken {
  id: number;
  logit: number;
}

const PROMOTED_BYTES = 8;

export function packCounts(counts: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 * counts.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < counts.length; i++) view.setUint32(4 * i, counts[i] ?? 0, true);
  return bytes;
}

export function unpackCounts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 2 }, (_, i) => view.getUint32(4 * i, true));
}

/** @param tokens the most promoted first, then the most suppressed, strongest first */
export function packPromoted(tokens: readonly PromotedToken[]): Uint8Array {
  const bytes = new Uint8Array(PROMOTED_BYTES * tokens.length);
  const view = new DataView(bytes.buffer);
  tokens.forEach(({ id, logit }, i) => {
    view.setInt32(PROMOTED_BYTES * i, id, true);
    view.setFloat32(PROMOTED_BYTES * i + 4, logit, true);
  });
  return bytes;
}

export function unpackPromoted(bytes: Uint8Array): PromotedToken[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / PROMOTED_BYTES) }, (_, i) => ({
    id: view.getInt32(PROMOTED_BYTES * i, true),
    logit: view.getFloat32(PROMOTED_BYTES * i + 4, true),
  }));
}
