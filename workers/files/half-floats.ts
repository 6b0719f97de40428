/** Conversions between float32 and the two 16-bit floats of weight files, on raw bits. */

/** The value of every float16 by its bits. */
export const float16Values = (): Float32Array =>
  (float16Table ??= Float32Array.from({ length: 0x10000 }, (_, i) => float16Value(i)));

/** float16 (IEEE binary16) -> float32; every value is exact. */
export function widenFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const table = float16Values();
  const wide = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = table[bits[i] ?? 0] ?? 0;
  return wide;
}

let float16Table: Float32Array | undefined;

function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 (the upper half of a float32) -> float32; every value is exact. */
export function widenBfloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(wide.buffer);
}

/** float32 -> float16, ties to even; beyond 65,519 the result is an infinity. */
export function narrowToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const source = new Uint32Array(values.slice().buffer);
  const narrow = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) narrow[i] = float16Bits(source[i] ?? 0);
  return narrow;
}

function float16Bits(float32Bits: number): number {
  const sign = (float32Bits >>> 16) & 0x8000;
  const magnitude = float32Bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 2^16 and above
  if (magnitude >= 0x38800000) {
    // At least 2^-14, so normal in both: move the exponent's bias and round away 13 bits of fraction.
    const rebiased = magnitude - 0x38000000;
    return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
  }
  if (magnitude <= 0x33000000) return sign; // up to 2^-25, half the smallest subnormal
  const shift = 126 - (magnitude >>> 23);
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const kept = fraction >>> shift;
  const lost = fraction & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (lost > half || (lost === half && kept & 1) ? kept + 1 : kept);
}

/** float32 -> bfloat16, ties to even; a NaN stays one. */
export function narrowToBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const source = new Uint32Array(values.slice().buffer);
  const narrow = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const bits = source[i] ?? 0;
    const isNaN = (bits & 0x7fffffff) > 0x7f800000;
    narrow[i] = isNaN ? (bits >>> 16) | 0x40 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  }
  return narrow;
}
