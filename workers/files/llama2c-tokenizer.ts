/**
 * The tokenizer file of llama2.c: int32 longest piece, then for each id float32 score, int32 length, UTF-8 bytes.
 * In its older layout the byte tokens 3 to 258 are written as the characters U+0000 to U+00FF, so that many
 * characters occur twice; here they get SentencePiece's names "<0x00>" to "<0xFF>", as in the newer layout.
 * Source: karpathy/llama2.c, tokenizer.py (export).
 */
import { FeaturescopeError } from "@/domain/errors";
import type { PieceTable } from "../models/piece-table";

const BYTE_VALUES = 256;
const FIRST_BYTE_TOKEN = 3;

/** Throws CORRUPT_FILE when `bytes` does not hold exactly `vocabulary` pieces. */
export function readLlama2cTokenizer(bytes: Uint8Array, vocabulary: number, name: string): PieceTable {
  const corrupt = (what: string) =>
    new FeaturescopeError(
      "CORRUPT_FILE",
      `${name}: ${what}.`,
      "The file is damaged or not a llama2.c tokenizer: fetch it again.",
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 4) throw corrupt("it is too short for a tokenizer");
  const longest = view.getInt32(0, true);
  const raw: Uint8Array[] = [];
  const scores: number[] = [];
  let at = 4;
  for (let id = 0; id < vocabulary; id++) {
    if (at + 8 > view.byteLength) throw corrupt(`it ends after ${id} of ${vocabulary} pieces`);
    const score = view.getFloat32(at, true);
    const length = view.getInt32(at + 4, true);
    at += 8;
    if (!Number.isFinite(score)) throw corrupt(`piece ${id} has score ${score}`);
    if (length < 0 || at + length > view.byteLength)
      throw corrupt(`piece ${id} claims ${length} bytes, but ${view.byteLength - at} are left`);
    raw.push(bytes.subarray(at, at + length));
    scores.push(score);
    at += length;
  }
  if (at !== view.byteLength)
    throw corrupt(`${view.byteLength - at} bytes follow the last of ${vocabulary} pieces`);
  if (raw.some((piece) => piece.length > longest))
    throw corrupt(`a piece is longer than the ${longest} bytes of the header`);

  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const pieces = raw.map((piece, id) => {
    try {
      // Control tokens are framed by newlines in the export, for printing.
      return utf8.decode(piece).replace(/^\n(<\/?s>)\n$/, "$1");
    } catch {
      throw corrupt(`piece ${id} is not UTF-8`);
    }
  });
  const byteTokens = pieces.slice(FIRST_BYTE_TOKEN, FIRST_BYTE_TOKEN + BYTE_VALUES);
  if (
    byteTokens.length === BYTE_VALUES &&
    byteTokens.every((piece, byte) => piece === String.fromCharCode(byte))
  )
    byteTokens.forEach((_, byte) => {
      const code = byte.toString(16).toUpperCase().padStart(2, "0");
      pieces[FIRST_BYTE_TOKEN + byte] = `<0x${code}>`;
    });
  return { pieces, scores, bos: 1, eos: 2 };
}
