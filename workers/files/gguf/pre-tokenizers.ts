/**
 * How texts are cut before bytes are merged, by the name in "tokenizer.ggml.pre": the components of tokenizer.json that the
 * published models of that name have. Source: llama.cpp's llama-vocab.cpp, and those models' tokenizer.json.
 */
import { FeaturescopeError } from "@/domain/errors";

/** An entry of tokenizer.json. */
export interface Component {
  type: string;
  [setting: string]: unknown;
}

interface PreTokenizer {
  normalizer?: Component;
  pre_tokenizer: Component;
  /** Whole words of the vocabulary are taken as they are, whatever their merges (Llama 3). */
  ignore_merges?: boolean;
}

const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const sequence = (...pretokenizers: Component[]) => ({ type: "Sequence", pretokenizers });
const split = (pattern: string) =>
  sequence(
    { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false },
    { ...bytes, use_regex: false },
  );
const composed = { normalizer: { type: "NFC" } };

const words = (digits: string) =>
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const GPT2: PreTokenizer = { pre_tokenizer: bytes };
const SINGLE_DIGITS: PreTokenizer = {
  pre_tokenizer: sequence({ type: "Digits", individual_digits: true }, bytes),
};
const CL100K: PreTokenizer = { pre_tokenizer: split(words(String.raw`\p{N}{1,3}`)) };
const QWEN2: PreTokenizer = { ...composed, pre_tokenizer: split(words(String.raw`\p{N}`)) };

const BY_NAME: Readonly<Record<string, PreTokenizer>> = {
  "gpt-2": GPT2,
  // Pythia's and OLMo's
  olmo: { ...composed, ...GPT2 },
  smollm: SINGLE_DIGITS,
  starcoder: SINGLE_DIGITS,
  refact: SINGLE_DIGITS,
  "llama-bpe": { ...CL100K, ignore_merges: true },
  // OLMo 2's and SmolLM3's
  dbrx: CL100K,
  "smaug-bpe": CL100K,
  qwen2: QWEN2,
};

/** Throws UNSUPPORTED that names it. */
export function preTokenizer(name: string, file: string): PreTokenizer {
  const found = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (found) return found;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: its tokenizer cuts texts as "${name}" does, which is not known here.`,
    `Known are ${Object.keys(BY_NAME).join(", ")}. The model's own files, as Hugging Face lays them out, can be added too.`,
  );
}
