import type { LanguageModelConfig } from "@/domain/models";
import type { TextTokenizer } from "../models/text-tokenizer";

export interface CutOptions {
  config: LanguageModelConfig;
  tokenizer: TextTokenizer;
  /** Tokens of a passage, BOS included. */
  length: number;
  /** Tokens in all, BOS left out. */
  limit: number;
}

/** Shorter rests of a text are left out: they would be mostly beginning. */
const SHORTEST = 4;

/**
 * Whether the marks of turns are the token that begins texts, so that it stands inside of conversations too. Elsewhere it
 * means the end of a text, and would look like the beginning of another passage.
 */
const marksTurns = ({ bos, encodeChat }: TextTokenizer): boolean =>
  encodeChat?.([{ role: "user", content: "?" }]).includes(bos, 1) ?? false;

/** Texts as passages of at most `length` tokens, each beginning with BOS. */
export async function cutPassages(texts: AsyncIterable<string>, options: CutOptions): Promise<Uint32Array[]> {
  const { config, tokenizer, length, limit } = options;
  const passages: Uint32Array[] = [];
  const inside = marksTurns(tokenizer);
  let tokens = 0;
  for await (const text of texts) {
    const encoded = tokenizer.encode(text);
    const ids = inside
      ? encoded.slice(encoded[0] === config.bos ? 1 : 0)
      : encoded.filter((id) => id !== config.bos);
    for (let start = 0; start < ids.length; start += length - 1) {
      const part = ids.slice(start, start + length - 1);
      if (part.length < SHORTEST) continue;
      passages.push(Uint32Array.from([config.bos, ...part]));
      tokens += part.length;
      if (tokens >= limit) return passages;
    }
  }
  return passages;
}
