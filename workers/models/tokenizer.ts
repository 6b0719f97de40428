/**
 * SentencePiece's byte-pair encoding as Llama uses it: a space before the text, characters as first symbols, the
 * best-scored neighbours merged until none is a piece, bytes for what is not in the vocabulary.
 * Source: google/sentencepiece (bpe_model.cc) and karpathy/llama2.c (run.c, encode).
 */
import { FeaturescopeError } from "@/domain/errors";
import { decodeBytes } from "./decode-bytes";
import { MergeQueue } from "./merge-queue";
import type { PieceTable } from "./piece-table";
import type { TextTokenizer } from "./text-tokenizer";

const BYTE_PIECE = /^<0x([0-9A-F]{2})>$/;
const BYTE_VALUES = 256;

export class Tokenizer implements TextTokenizer {
  readonly bos: number;
  readonly eos: number;
  /** The text of every id for display: spaces as spaces, byte tokens as "<0x0A>". */
  readonly pieces: readonly string[];
  readonly special: ReadonlySet<number>;
  private readonly scores: readonly number[];
  /** Of several equal pieces the last one counts, as in llama2.c. */
  private readonly ids = new Map<string, number>();
  /** Byte token of each byte value. */
  private readonly byteIds = new Int32Array(BYTE_VALUES).fill(-1);
  /** The UTF-8 bytes that each id stands for; none for control tokens. */
  private readonly bytes: Uint8Array[];

  /** Throws CORRUPT_FILE when a byte value has no token, for such a table cannot encode every text. */
  constructor(table: PieceTable) {
    this.pieces = table.pieces;
    this.scores = table.scores;
    this.bos = table.bos;
    this.eos = table.eos;
    this.special = new Set([table.bos, table.eos]);
    const utf8 = new TextEncoder();
    this.bytes = table.pieces.map((piece, id) => {
      const byte = BYTE_PIECE.exec(piece)?.[1];
      if (byte !== undefined) {
        const value = parseInt(byte, 16);
        this.byteIds[value] = id;
        return Uint8Array.of(value);
      }
      if (id === table.bos || id === table.eos) return new Uint8Array();
      this.ids.set(piece, id);
      return utf8.encode(piece);
    });
    const missing = this.byteIds.indexOf(-1);
    if (missing >= 0)
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `The vocabulary has no token for byte ${missing}.`,
        "Fetch the model again; a vocabulary without byte tokens is not supported.",
      );
  }

  /** Token ids of a text, after BOS if asked; no text gives no tokens. */
  encode(text: string, options: { bos?: boolean } = {}): number[] {
    const encoded = options.bos ? [this.bos] : [];
    if (text === "") return encoded;
    const utf8 = new TextEncoder();
    const symbols = Array.from(` ${text}`);
    this.merge(symbols);
    for (const symbol of symbols) {
      if (symbol === "") continue;
      const id = this.ids.get(symbol);
      if (id !== undefined) encoded.push(id);
      else for (const byte of utf8.encode(symbol)) encoded.push(this.byteIds[byte] ?? 0);
    }
    return encoded;
  }

  /**
   * Merges in place: a symbol that was merged into its left neighbour becomes "". Each merge puts at most two new
   * candidates into the queue, so n characters take O(n log n).
   */
  private merge(symbols: string[]): void {
    const length = symbols.length;
    const next = Int32Array.from({ length }, (_, i) => i + 1);
    const previous = Int32Array.from({ length }, (_, i) => i - 1);
    const queue = new MergeQueue();
    const offer = (left: number) => {
      const right = next[left] ?? length;
      if (left < 0 || right >= length) return;
      const merged = (symbols[left] ?? "") + (symbols[right] ?? "");
      const id = this.ids.get(merged);
      if (id !== undefined) queue.push({ score: this.scores[id] ?? 0, left, right, merged });
    };
    for (let i = 0; i + 1 < length; i++) offer(i);
    for (let best = queue.pop(); best; best = queue.pop()) {
      const { left, right, merged } = best;
      // Stale when a side has been merged since: the strings no longer make up the piece.
      if (next[left] !== right || symbols[left] === "" || (symbols[left] ?? "") + (symbols[right] ?? "") !== merged)
        continue;
      symbols[left] = merged;
      symbols[right] = "";
      const after = next[right] ?? length;
      next[left] = after;
      if (after < length) previous[after] = left;
      offer(previous[left] ?? -1);
      offer(left);
    }
  }

  /**
   * The text of token ids without control tokens. The space that `encode` puts before a text is taken away again,
   * unless the ids are the middle of one. Bytes that are not UTF-8 become U+FFFD.
   */
  decode(ids: ArrayLike<number>, options: { middle?: boolean } = {}): string {
    const text = decodeBytes(ids, this.bytes);
    return !options.middle && text.startsWith(" ") ? text.slice(1) : text;
  }
}
