const BYTES = 4;

/** Bytes of float32 tensors of these shapes. */
export function weightBytes(shapes: Iterable<readonly number[]>): number {
  let bytes = 0;
  for (const shape of shapes) bytes += shape.reduce((product, size) => product * size, BYTES);
  return bytes;
}
