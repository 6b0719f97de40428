/**
 * Blocks of 256 numbers whose parts of 16 or 32 have small scales (and minima) of their own: Q2_K to Q6_K.
 * Source: ggml-quants.c (dequantize_row_q*_K).
 */
import { float16Values } from "../half-floats";
import type { Unpack } from "./tensor-types";

const NUMBERS = 256;

/** scales [16] of 4 bits with minima of 4 bits, numbers of 2 bits [64], scale, scale of the minima. */
export const unpackQ2K: Unpack = (blocks, to) => {
  const view = new DataView(blocks.buffer);
  const half = float16Values();
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 84) {
    const scale = half[view.getUint16(from + 80, true)] ?? 0;
    const minimum = half[view.getUint16(from + 82, true)] ?? 0;
    for (let i = 0; i < NUMBERS; i++) {
      const part = blocks[from + (i >> 4)] ?? 0;
      const number = twoBits(blocks, from + 16, i);
      to[at + i] = scale * (part & 0xf) * number - minimum * (part >> 4);
    }
  }
};

/** Third bits [32], numbers of 2 bits [64], scales of 6 bits [12], scale. */
export const unpackQ3K: Unpack = (blocks, to) => {
  const view = new DataView(blocks.buffer);
  const half = float16Values();
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 110) {
    const scale = half[view.getUint16(from + 108, true)] ?? 0;
    for (let i = 0; i < NUMBERS; i++) {
      const part = i >> 4;
      // the low four bits of scale p and p + 8 share a byte; the high two of p, p + 4, p + 8 and p + 12 another
      const low = ((blocks[from + 96 + (part & 7)] ?? 0) >> (part < 8 ? 0 : 4)) & 0xf;
      const high = ((blocks[from + 104 + (part & 3)] ?? 0) >> (2 * (part >> 2))) & 3;
      const third = ((blocks[from + (i & 31)] ?? 0) >> (i >> 5)) & 1;
      const number = twoBits(blocks, from + 32, i) - (third ? 0 : 4);
      to[at + i] = scale * ((low | (high << 4)) - 32) * number;
    }
  }
};

/** Scale, scale of the minima, scales and minima of 6 bits [12], numbers of 4 bits [128]. */
export const unpackQ4K: Unpack = (blocks, to) => {
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 144)
    eightParts(blocks, from, (i, scale, minimum) => {
      to[at + i] = scale * fourBits(blocks, from + 16, i) - minimum;
    });
};

/** As Q4_K with fifth bits [32] before the numbers. */
export const unpackQ5K: Unpack = (blocks, to) => {
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 176)
    eightParts(blocks, from, (i, scale, minimum) => {
      const fifth = ((blocks[from + 16 + (i & 31)] ?? 0) >> (i >> 5)) & 1;
      to[at + i] = scale * (fourBits(blocks, from + 48, i) | (fifth << 4)) - minimum;
    });
};

/** Low four bits [128], high two bits [64], scales of 8 bits [16], scale. */
export const unpackQ6K: Unpack = (blocks, to) => {
  const view = new DataView(blocks.buffer);
  const half = float16Values();
  for (let at = 0, from = 0; at < to.length; at += NUMBERS, from += 210) {
    const scale = half[view.getUint16(from + 208, true)] ?? 0;
    for (let i = 0; i < NUMBERS; i++) {
      const part = scale * view.getInt8(from + 192 + (i >> 4));
      const low = ((blocks[from + 64 * (i >> 7) + (i & 63)] ?? 0) >> (i & 64 ? 4 : 0)) & 0xf;
      to[at + i] = part * ((low | (twoBits(blocks, from + 128, i) << 4)) - 32);
    }
  }
};

/** Number i of those that lie in fours of 32, two bits each, in a byte. */
const twoBits = (blocks: Uint8Array, start: number, i: number) =>
  ((blocks[start + 32 * (i >> 7) + (i & 31)] ?? 0) >> (2 * ((i >> 5) & 3))) & 3;

/** Number i of those that lie in pairs of 32, four bits each, in a byte. */
const fourBits = (blocks: Uint8Array, start: number, i: number) =>
  ((blocks[start + 32 * (i >> 6) + (i & 31)] ?? 0) >> (i & 32 ? 4 : 0)) & 0xf;

/** Every number of a block with the scale and the minimum of its part. */
function eightParts(
  blocks: Uint8Array<ArrayBuffer>,
  from: number,
  use: (i: number, scale: number, minimum: number) => void,
): void {
  const view = new DataView(blocks.buffer);
  const half = float16Values();
  const scale = half[view.getUint16(from, true)] ?? 0;
  const minimum = half[view.getUint16(from + 2, true)] ?? 0;
  const byte = (i: number) => blocks[from + 4 + i] ?? 0;
  for (let part = 0; part < 8; part++) {
    // the later four keep their low bits together and their high ones beside the first four
    const [scaleBits, minimumBits] =
      part < 4
        ? [byte(part) & 63, byte(part + 4) & 63]
        : [
            (byte(part + 4) & 0xf) | ((byte(part - 4) >> 6) << 4),
            (byte(part + 4) >> 4) | ((byte(part) >> 6) << 4),
          ];
    for (let i = 0; i < 32; i++) use(32 * part + i, scale * scaleBits, minimum * minimumBits);
  }
}
