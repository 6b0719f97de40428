/** Tokenizers of Hugging Face's tokenizer.json, by the library of its makers. */
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";
import { byteLevelBytes, displayPiece } from "./byte-level";
import type { ChatTemplate } from "./chat-template";
import { encodeConversation, type EncodedConversation } from "./conversation";
import { decodeBytes } from "./decode-bytes";
import type { TextTokenizer } from "./text-tokenizer";

const component = z.looseObject({ type: z.string() }).nullish();

export const tokenizerJson = z.looseObject({
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.union([z.record(z.string(), z.number().int().nonnegative()), z.array(z.tuple([z.string(), z.number()]))]),
  }),
  added_tokens: z
    .array(z.looseObject({ id: z.number().int().nonnegative(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  normalizer: component,
  pre_tokenizer: component,
  decoder: component,
});

const BYTE_PIECE = /^<0x([0-9A-Fa-f]{2})>$/;
/** More ids than any vocabulary has; each costs memory, whether it is used or not. */
const MOST_IDS = 1 << 21;

export interface JsonTokenizerOptions {
  /** For messages. */
  file: string;
  bos: number;
  eos: number;
  /** Ids of the model, which may be more than the tokenizer's. */
  vocabulary: number;
  chat?: ChatTemplate | null;
}

export class JsonTokenizer implements TextTokenizer {
  readonly bos: number;
  readonly eos: number;
  readonly pieces: readonly string[];
  readonly special: ReadonlySet<number>;
  readonly encodeChat?: (turns: readonly ChatTurn[]) => number[];
  readonly encodeConversation?: (turns: readonly ChatTurn[]) => EncodedConversation;
  private readonly tokenizer: HuggingFaceTokenizer;
  private readonly bytes: readonly Uint8Array[];
  /** Whether a space is put before every text. */
  private readonly prefixed: boolean;

  /** Throws CORRUPT_FILE for a table that is none, or that has ids beyond the model's. */
  constructor(json: z.infer<typeof tokenizerJson>, config: object, options: JsonTokenizerOptions) {
    const { file, bos, eos, vocabulary, chat } = options;
    this.bos = bos;
    this.eos = eos;
    const corrupt = (what: string, cause?: unknown) =>
      new FeaturescopeError(
        "CORRUPT_FILE",
        `${file}: ${what}.`,
        "Tokenizer and model must belong together: fetch both again.",
        { cause },
      );
    try {
      this.tokenizer = new HuggingFaceTokenizer(json, config);
    } catch (error) {
      throw corrupt(`it cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
    }
    const { vocab } = json.model;
    const entries: [string, number][] = Array.isArray(vocab)
      ? vocab.map(([piece], id) => [piece, id])
      : Object.entries(vocab);
    const special = new Set(json.added_tokens.filter((token) => token.special).map(({ id }) => id));
    const added = new Map(json.added_tokens.map(({ id, content }) => [id, content]));
    const largest = [...entries.map(([, id]) => id), ...added.keys()].reduce((a, b) => Math.max(a, b), 0);
    if (largest >= Math.min(vocabulary, MOST_IDS))
      throw corrupt(`it has the id ${largest}, but the model has ${vocabulary} of them`);

    const byteLevel = JSON.stringify([json.decoder, json.pre_tokenizer]).includes('"ByteLevel"');
    const utf8 = new TextEncoder();
    const pieces = Array.from({ length: vocabulary }, (_, id) => `<|${id}|>`);
    const bytes: Uint8Array[] = Array.from({ length: vocabulary }, () => new Uint8Array());
    for (const [piece, id] of entries) {
      const raw = byteLevel ? byteLevelBytes(piece) : null;
      const single = byteLevel ? undefined : BYTE_PIECE.exec(piece)?.[1];
      bytes[id] = raw ?? (single ? Uint8Array.of(parseInt(single, 16)) : utf8.encode(piece.replace(/▁/g, " ")));
      pieces[id] = raw ? displayPiece(raw) : piece;
    }
    for (const [id, content] of added) {
      pieces[id] = content;
      bytes[id] = special.has(id) ? new Uint8Array() : utf8.encode(content);
    }
    this.pieces = pieces;
    this.special = new Set([...special, bos, eos]);
    this.bytes = bytes;
    if (chat) {
      this.encodeChat = (turns) => {
        const ids = this.encode(chat.render(turns));
        return ids[0] === bos ? ids : [bos, ...ids];
      };
      this.encodeConversation = (turns) => encodeConversation(turns, chat, (text) => this.encode(text), bos);
    }
    this.prefixed = !byteLevel && decodeBytes(this.encode("a"), bytes).startsWith(" ");
  }

  encode(text: string, options: { bos?: boolean } = {}): number[] {
    const ids = text === "" ? [] : this.tokenizer.encode(text, { add_special_tokens: false }).ids;
    return options.bos ? [this.bos, ...ids] : [...ids];
  }

  decode(ids: ArrayLike<number>, options: { middle?: boolean } = {}): string {
    const text = decodeBytes(ids, this.bytes);
    return this.prefixed && !options.middle && text.startsWith(" ") ? text.slice(1) : text;
  }
}
