/** Tokenizer and chat template of a GGUF header, as the tokenizer.json that they were made from. */
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { ChatTemplate, type ChatTemplateSettings } from "../../models/chat-template";
import { JsonTokenizer } from "../../models/json-tokenizer";
import { scoredMerges } from "./merges";
import { preTokenizer, type Component } from "./pre-tokenizers";
import { TOKEN_KIND } from "./special-tokens";
import type { GgufValue } from "./value-types";

type Settings = ReadonlyMap<string, GgufValue>;

/** What a tokenizer.json says beside its added tokens. */
interface Parts {
  normalizer: Component | null;
  pre_tokenizer: Component | null;
  decoder: Component;
  model: Component & { vocab: Record<string, number> };
}

/** Throws CORRUPT_FILE for a vocabulary that is damaged or of another model, UNSUPPORTED for a kind that is not read. */
export function ggufTokenizer(settings: Settings, config: LanguageModelConfig, file: string): JsonTokenizer {
  const { bos, eos, vocabulary } = config;
  const tokens = list(settings, "tokens", "string", file);
  const kinds = settings.has("tokenizer.ggml.token_type")
    ? list(settings, "token_type", "number", file)
    : tokens.map(() => TOKEN_KIND.normal);
  if (tokens.length !== vocabulary || kinds.length !== vocabulary)
    throw corrupt(
      file,
      `it has ${tokens.length} tokens with ${kinds.length} kinds for a model of ${vocabulary}`,
    );

  const json = { post_processor: null, ...common(tokens, kinds), ...model(settings, tokens, kinds, file) };
  const template = settings.get("tokenizer.chat_template");
  const named: ChatTemplateSettings = { bos_token: tokens[bos], eos_token: tokens[eos] };
  const chat = ChatTemplate.of(named, typeof template === "string" ? template : null, file);
  return new JsonTokenizer(json, named, { file, bos, eos, vocabulary, chat });
}

/** Tokens that are found in a text before anything else is done to it. */
function common(tokens: readonly string[], kinds: readonly number[]) {
  const added = kinds.flatMap((kind, id) =>
    kind === TOKEN_KIND.control || kind === TOKEN_KIND.userDefined
      ? [
          {
            id,
            // found in the text as it is, where spaces are not yet "▁"
            content:
              kind === TOKEN_KIND.control ? (tokens[id] ?? "") : (tokens[id] ?? "").replaceAll("▁", " "),
            special: kind === TOKEN_KIND.control,
            ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
          },
        ]
      : [],
  );
  return { version: "1.0", added_tokens: added.filter(({ content }) => content !== "") };
}

function model(settings: Settings, tokens: readonly string[], kinds: readonly number[], file: string): Parts {
  // of equal tokens the first counts
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id] as const).reverse());
  const kind = settings.get("tokenizer.ggml.model");
  switch (kind) {
    case "gpt2": {
      const merges = list(settings, "merges", "string", file);
      const unsaid = settings.get("general.architecture") === "gpt2" ? "gpt-2" : "(nothing)";
      const name = settings.get("tokenizer.ggml.pre") ?? unsaid;
      const { normalizer = null, pre_tokenizer, ignore_merges = false } = preTokenizer(String(name), file);
      return {
        normalizer,
        pre_tokenizer,
        decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
        model: { type: "BPE", vocab, merges, ignore_merges, ...PLAIN },
      };
    }
    case "llama": {
      const scores = list(settings, "scores", "number", file);
      if (scores.length !== tokens.length)
        throw corrupt(file, `it has ${scores.length} scores for ${tokens.length} tokens`);
      const texts = tokens.flatMap((token, id) =>
        TEXT_KINDS.includes(kinds[id] ?? 0) ? [[token, id] as const] : [],
      );
      return sentencePiece(settings, vocab, scoredMerges(new Map(texts), scores), tokens);
    }
    default:
      throw new FeaturescopeError(
        "UNSUPPORTED",
        `${file}: its tokenizer is of the kind "${String(kind)}", which is not read here.`,
        'Read are "gpt2" (merges of bytes) and "llama" (SentencePiece with scores).',
      );
  }
}

const TEXT_KINDS: readonly number[] = [TOKEN_KIND.normal, TOKEN_KIND.userDefined, TOKEN_KIND.unused];
const PLAIN = {
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: "",
  end_of_word_suffix: "",
  fuse_unk: false,
};

/** SentencePiece as Llama and Gemma have it: spaces as "▁", characters that are no token as their bytes. */
function sentencePiece(
  settings: Settings,
  vocab: Record<string, number>,
  merges: [string, string][],
  tokens: readonly string[],
): Parts {
  const prefixed = settings.get("tokenizer.ggml.add_space_prefix") !== false;
  const unknown = settings.get("tokenizer.ggml.unknown_token_id");
  const spaces = { type: "Replace", pattern: { String: " " }, content: "▁" };
  return {
    normalizer: prefixed
      ? { type: "Sequence", normalizers: [{ type: "Prepend", prepend: "▁" }, spaces] }
      : spaces,
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
      ],
    },
    model: {
      ...{ type: "BPE", vocab, merges, ...PLAIN },
      ...{
        byte_fallback: true,
        fuse_unk: true,
        unk_token: tokens[typeof unknown === "number" ? unknown : 0] ?? null,
      },
    },
  };
}

function list<K extends "string" | "number">(
  settings: Settings,
  name: string,
  kind: K,
  file: string,
): readonly (K extends "string" ? string : number)[] {
  const found = settings.get(`tokenizer.ggml.${name}`);
  if (!Array.isArray(found) || !found.every((value) => typeof value === kind))
    throw corrupt(
      file,
      `"tokenizer.ggml.${name}" is ${found === undefined ? "missing" : `no list of ${kind}s`}`,
    );
  return found as readonly (K extends "string" ? string : number)[];
}

const corrupt = (file: string, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${file}: ${what}.`,
    "Tokenizer and model must belong together: fetch the file again.",
  );
