/**
 * Steering vectors of people's own: the mean residual stream over the tokens of one set of texts less that of another
 * (workers/steering/diff-mean.ts), or numbers that were found elsewhere.
 */
import { z } from "zod";

export const VECTOR_LIMITS = {
  name: 120,
  note: 4_000,
  /** Texts of each set, and characters of all its texts. */
  texts: 100,
  characters: 20_000,
  /** Vectors of one account. */
  own: 200,
  /** Numbers of one, more than any model's stream has. */
  numbers: 65_536,
} as const;

/** Features that a vector is compared with: the nearest, and as many of the most opposite. */
export const VECTOR_NEIGHBOURS = 10;

/** The two sets, a text each. */
export const vectorTexts = z.object({ a: z.array(z.string()), b: z.array(z.string()) });
export type VectorTexts = z.infer<typeof vectorTexts>;

const nearFeatures = z.array(z.object({ index: z.number().int().nonnegative(), cosine: z.number() }));
/** By cosine with the SAE's decoder rows: the largest, and the smallest. */
export const vectorNeighbours = z.object({ nearest: nearFeatures, opposite: nearFeatures });

/** What a worker makes of two sets of texts, or of numbers, whose length is the norm, with a centre of 0 and no tokens. */
export const madeVector = vectorNeighbours.extend({
  /** {@link writeDirection} of the direction, in base64. */
  direction: z.base64(),
  norm: z.number().positive(),
  centre: z.number(),
  /** Tokens that counted, of each set. */
  tokens: z.tuple([z.number().int(), z.number().int()]),
  /** Chance that a left-out text of the first set lies further along than one of the second; null for too few texts. */
  separation: z.number().nullable(),
});
export type MadeVector = z.infer<typeof madeVector>;

/** Numbers of a direction as little-endian float32, [d]. */
export function writeDirection(direction: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * direction.length));
  direction.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return new Uint8Array(bytes.buffer);
}

/** The other way round. */
export function readDirection(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
