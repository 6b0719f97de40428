/** Token ids as bytes: little-endian uint16 when the vocabulary fits, else uint32. */
export function packTokens(ids: ArrayLike<number>, vocabulary: number): Uint8Array {
  const packed = vocabulary <= 0x10000 ? Uint16Array.from(ids) : Uint32Array.from(ids);
  return new Uint8Array(packed.buffer);
}

export function unpackTokens(bytes: Uint8Array, vocabulary: number): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = vocabulary <= 0x10000 ? 2 : 4;
  const ids = new Uint32Array(bytes.byteLength / width);
  for (let i = 0; i < ids.length; i++)
    ids[i] = width === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true);
  return ids;
}
