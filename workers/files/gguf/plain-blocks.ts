/**
 * Blocks of 32 numbers that share a scale (float16), with or without a minimum: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0. The first 16
 * numbers lie in the low halves of 16 bytes, the others in the high ones; the fifth bits stand together before them.
 * Source: ggml-quants.c (dequantize_row_*). Products of scale and number are exact in float32, so that one rounding at the
 * end gives its bits.
 */
import { float16Values } from "../half-floats";
import type { Unpack } from "./tensor-types";

const NUMBERS = 32;
const HALF = 16;

function nibbles({ minimum, fifthBits }: { minimum: boolean; fifthBits: boolean }): Unpack {
  const start = 2 + (minimum ? 2 : 0);
  const first = start + (fifthBits ? 4 : 0);
  const bytes = first + HALF;
  // without a minimum the numbers are signed, around the middle of their range
  const middle = minimum ? 0 : fifthBits ? 16 : 8;
  return (blocks, to) => {
    const view = new DataView(blocks.buffer);
    const half = float16Values();
    for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += bytes) {
      const scale = half[view.getUint16(from, true)] ?? 0;
      // -0 leaves every number as it is, 0 would turn -0 into 0
      const least = minimum ? (half[view.getUint16(from + 2, true)] ?? 0) : -0;
      const high = fifthBits ? view.getUint32(from + start, true) : 0;
      for (let i = 0; i < HALF; i++) {
        const pair = blocks[from + first + i] ?? 0;
        const low = (pair & 0xf) | (((high >>> i) & 1) << 4);
        const upper = (pair >> 4) | (((high >>> (i + HALF)) & 1) << 4);
        to[at + i] = scale * (low - middle) + least;
        to[at + i + HALF] = scale * (upper - middle) + least;
      }
    }
  };
}

export const unpackQ4 = nibbles({ minimum: false, fifthBits: false });
export const unpackQ4WithMinimum = nibbles({ minimum: true, fifthBits: false });
export const unpackQ5 = nibbles({ minimum: false, fifthBits: true });
export const unpackQ5WithMinimum = nibbles({ minimum: true, fifthBits: true });

export const unpackQ8: Unpack = (blocks, to) => {
  const view = new DataView(blocks.buffer);
  const half = float16Values();
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 2 + NUMBERS) {
    const scale = half[view.getUint16(from, true)] ?? 0;
    for (let i = 0; i < NUMBERS; i++) to[at + i] = scale * view.getInt8(from + 2 + i);
  }
};
