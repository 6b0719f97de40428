import { VECTOR_WIDTH } from "./embedding-model";

/** A unit vector as int16 fractions of 1, little-endian: the largest error of a number is 1 / 65,534. */
const STEPS = 32767;

export function packVector(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(2 * VECTOR_WIDTH);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < VECTOR_WIDTH; i++) view.setInt16(2 * i, Math.round((vector[i] ?? 0) * STEPS), true);
  return bytes;
}

export function unpackVector(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Float32Array.from takes twenty times as long, and a start unpacks every label's vector
  const vector = new Float32Array(VECTOR_WIDTH);
  for (let i = 0; i < VECTOR_WIDTH; i++) vector[i] = view.getInt16(2 * i, true) / STEPS;
  return vector;
}

export function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
