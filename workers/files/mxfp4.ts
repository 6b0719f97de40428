/**
 * MXFP4: blocks of 32 numbers of 4 bits (E2M1) that share a power of two (E8M0).
 * Source: Open Compute Project, Microscaling Formats (MX) Specification 1.0; the layout is that of GPT-OSS's files as
 * transformers 4.57.6 reads them (integrations/mxfp4.py).
 */
import { FeaturescopeError } from "@/domain/errors";

/** Numbers that share a scale, and the bytes that hold them, the lower half of a byte first. */
export const MXFP4_BLOCK = { numbers: 32, bytes: 16 };

const MAGNITUDES = [0, 0.5, 1, 1.5, 2, 3, 4, 6];
const FP4 = Float32Array.of(...MAGNITUDES, ...MAGNITUDES.map((value) => -value));
const SCALE_BIAS = 127;
/** The one scale that stands for no number. */
const NO_SCALE = 255;

/**
 * Blocks and their scales, one byte each, to float32; every finite value is exact. Throws CORRUPT_FILE for a scale that
 * stands for no number.
 * @param name of the tensor, with its file
 */
export function widenMxfp4(blocks: Uint8Array, scales: Uint8Array, name: string): Float32Array<ArrayBuffer> {
  const { numbers, bytes } = MXFP4_BLOCK;
  const wide = new Float32Array(scales.length * numbers);
  for (let block = 0; block < scales.length; block++) {
    const scale = scales[block] ?? NO_SCALE;
    if (scale === NO_SCALE)
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `${name} has a scale of ${NO_SCALE}, which stands for no number.`,
        "The file is damaged: fetch it again.",
      );
    const factor = 2 ** (scale - SCALE_BIAS);
    const to = block * numbers;
    for (let i = 0; i < bytes; i++) {
      const both = blocks[block * bytes + i] ?? 0;
      wide[to + 2 * i] = (FP4[both & 15] ?? 0) * factor;
      wide[to + 2 * i + 1] = (FP4[both >> 4] ?? 0) * factor;
    }
  }
  return wide;
}
