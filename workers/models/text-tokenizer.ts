/** What the program needs of a tokenizer, whichever library reads its file. */
export interface TextTokenizer {
  readonly bos: number;
  readonly eos: number;
  /** The text of every id for display (domain/tokens.ts): spaces as spaces or U+2581, bytes that are no text as "<0xE2>". */
  readonly pieces: readonly string[];
  /** Token ids of a text, after BOS if asked; no text gives no tokens. */
  encode(text: string, options?: { bos?: boolean }): number[];
  /**
   * The text of token ids without control tokens. A space that `encode` puts before a text is taken away again, unless
   * the ids are the middle of one. Bytes that are not UTF-8 become U+FFFD.
   */
  decode(ids: ArrayLike<number>, options?: { middle?: boolean }): string;
}
