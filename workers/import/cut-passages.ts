import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { Turn } from "@/domain/passages";
import type { CorpusPassage } from "../files/token-corpus";
import type { TextTokenizer } from "../models/text-tokenizer";
import { splitLong } from "./texts/split-long";
import type { Sample } from "./texts/sample-of-row";

export interface CutOptions {
  config: LanguageModelConfig;
  tokenizer: TextTokenizer;
  /** Tokens of a passage, BOS included. */
  length: number;
  /** Tokens in all, BOS left out. */
  limit: number;
}

export interface CutSource extends CutOptions {
  /** Told of conversations that the chat template refuses or changes. */
  onRefused: (problem: string, at: string) => void;
}

/** Shorter rests of a text are left out: they would be mostly beginning. */
const SHORTEST = 4;

/**
 * Whether the marks of turns are the token that begins texts, so that it stands inside of conversations too. Elsewhere it
 * means the end of a text, and would look like the beginning of another passage.
 */
const marksTurns = ({ bos, encodeChat }: TextTokenizer): boolean =>
  encodeChat?.([{ role: "user", content: "?" }]).includes(bos, 1) ?? false;

/**
 * Texts, conversations and token ids as passages of at most `length` tokens, each beginning with BOS.
 * Throws UNSUPPORTED for conversations and a model without a chat template, BAD_INPUT for ids beyond its vocabulary.
 */
export async function cutPassages(
  samples: AsyncIterable<{ at: string; sample: Sample }>,
  options: CutSource,
): Promise<CorpusPassage[]> {
  const { length, limit } = options;
  const inside = marksTurns(options.tokenizer);
  const passages: CorpusPassage[] = [];
  let tokens = 0;
  for await (const { at, sample } of samples)
    for (const { ids, turns } of encodeSample(sample, at, inside, options))
      for (let start = 0; start < ids.length; start += length - 1) {
        const part = ids.slice(start, start + length - 1);
        if (part.length < SHORTEST) continue;
        passages.push({
          ids: Uint32Array.from([options.config.bos, ...part]),
          note: turns ? { tokens: part.length + 1, turns: turnsWithin(turns, start, part.length) } : null,
        });
        tokens += part.length;
        if (tokens >= limit) return passages;
      }
  return passages;
}

/** Turns of a part as they stand in its passage, behind BOS. */
function turnsWithin(turns: readonly Turn[], start: number, length: number): Turn[] {
  const within = (at: number) => 1 + Math.min(length, Math.max(0, at - start));
  return turns
    .map(({ role, ...turn }) => ({ role, start: within(turn.start), end: within(turn.end) }))
    .filter((turn) => turn.end > turn.start);
}

/** Token ids without the BOS before them; turns count from the first of these. */
interface Encoded {
  ids: readonly number[];
  turns?: Turn[];
}

function* encodeSample(sample: Sample, at: string, inside: boolean, options: CutSource): Generator<Encoded> {
  const { tokenizer, config } = options;
  if ("text" in sample)
    for (const text of splitLong(sample.text)) {
      const ids = tokenizer.encode(text);
      yield { ids: inside ? withoutFirst(ids, config.bos) : ids.filter((id) => id !== config.bos) };
    }
  else if ("ids" in sample) yield* checkedIds(sample.ids, at, inside, config);
  else {
    const encoded = encodeMessages(sample.messages, at, options);
    if (!encoded) return;
    yield {
      ids: encoded.ids.slice(1),
      turns: encoded.turns.map(({ role, start, end }) => ({ role, start: start - 1, end: end - 1 })),
    };
  }
}

const withoutFirst = (ids: readonly number[], bos: number) => (ids[0] === bos ? ids.slice(1) : ids);

/** Where BOS is not the mark of turns, each begins another text. */
function* checkedIds(
  ids: readonly number[],
  at: string,
  inside: boolean,
  { bos, vocabulary }: LanguageModelConfig,
): Generator<Encoded> {
  const beyond = ids.find((id) => id < 0 || id >= vocabulary);
  if (beyond !== undefined)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The token ${beyond} in ${at} is not among the ${vocabulary.toLocaleString("en")} of the model: the data set was made with another tokenizer.`,
      "Give the texts themselves, or token ids by this model's tokenizer.",
    );
  if (inside) yield { ids: withoutFirst(ids, bos) };
  else
    for (let from = 0; from < ids.length;) {
      const next = ids.indexOf(bos, from);
      const end = next < 0 ? ids.length : next;
      yield { ids: ids.slice(from, end) };
      from = end + 1;
    }
}

function encodeMessages(
  messages: Parameters<NonNullable<TextTokenizer["encodeConversation"]>>[0],
  at: string,
  { tokenizer, onRefused }: CutSource,
) {
  if (!tokenizer.encodeConversation)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "The corpus holds conversations, and this model has no chat template to write them with.",
      "Give a corpus of texts, or name a column of texts with --column.",
    );
  try {
    return tokenizer.encodeConversation(messages);
  } catch (error) {
    if (!(error instanceof FeaturescopeError) || error.code !== "BAD_INPUT") throw error;
    onRefused(`where ${lowerFirst(error.message.replace(/\.$/, ""))}`, at);
    return null;
  }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
