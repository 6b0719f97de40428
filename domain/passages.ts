import { z } from "zod";

/** Who says the tokens [start, end) of a passage. */
export const turn = z.object({
  role: z.enum(["system", "user", "assistant"]),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type Turn = z.infer<typeof turn>;

/** What is known of a passage besides its tokens. */
export const passageNote = z.object({
  /** BOS counted. */
  tokens: z.number().int().positive(),
  /** Which of the passages that were begun it is; those that came to nothing are left out. */
  draw: z.number().int().nonnegative().optional(),
  /** What it is about, and what kind of text it is: "chat: flattery". */
  kind: z.string().optional(),
  topic: z.string().optional(),
  /** Of a conversation: who says the tokens [start, end). What stands between turns are the template's marks. */
  turns: z.array(turn).optional(),
});
export type PassageNote = z.infer<typeof passageNote>;

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
