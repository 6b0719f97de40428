/** Tokenizers out of GGUF headers against tokenizers 0.22.2 and SentencePiece 0.2.3 (tests/golden/make_gguf_tokenizers.py). */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { withByteSource } from "@/workers/files/byte-source";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readGgufHeader, type GgufHeader } from "@/workers/files/gguf/header";
import { specialTokens } from "@/workers/files/gguf/special-tokens";
import { ggufTokenizer } from "@/workers/files/gguf/tokenizer";
import { readJsonFile } from "@/workers/files/json-file";

const ROOT = join(PROJECT_ROOT, "tests/golden");
const expectedJson = z.object({
  vocabulary: z.number(),
  cases: z.array(z.object({ text: z.string(), ids: z.array(z.number()), decoded: z.string() })),
});

const TOKENIZERS: Record<string, string> = {
  gpt2: "tokenizers/gpt2/expected.json",
  neox: "tokenizers/neox/expected.json",
  llama3: "tokenizers/llama3/expected.json",
  qwen: "tokenizers/qwen/expected.json",
  "pieces-prefixed": "gguf/tokenizers/pieces-prefixed.json",
  "pieces-plain": "gguf/tokenizers/pieces-plain.json",
};

async function load(name: string) {
  const { vocabulary, cases } = await readJsonFile(join(ROOT, TOKENIZERS[name] ?? ""), expectedJson);
  const file = join(ROOT, "gguf/tokenizers", `${name}.gguf`);
  const { settings } = await withByteSource(file, readGgufHeader);
  const config = { ...specialTokens(settings, vocabulary, file), vocabulary } as LanguageModelConfig;
  const tokenizerOf = (said: GgufHeader["settings"]) => ggufTokenizer(said, config, file);
  return { tokenizer: tokenizerOf(settings), tokenizerOf, settings, cases };
}

describe.each(Object.keys(TOKENIZERS))("a GGUF tokenizer as of %s", async (name) => {
  const { tokenizer, cases } = await load(name);

  test.each(cases)("ids of $text", ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  test.each(cases)("text of the ids of $text", ({ ids, decoded }) => {
    expect(tokenizer.decode(ids)).toBe(decoded);
  });
});

test.each(["dbrx", "smaug-bpe"])(
  "%s cuts texts as the reference's tokenizer of that pattern",
  async (name) => {
    const { cases, settings, tokenizerOf } = await load("llama3");
    const tokenizer = tokenizerOf(new Map(settings).set("tokenizer.ggml.pre", name));
    for (const { text, ids } of cases) expect(tokenizer.encode(text), text).toEqual(ids);
  },
);

test("control tokens of a SentencePiece vocabulary are found by their names", async () => {
  const { tokenizer } = await load("pieces-plain");
  expect(tokenizer.encode("<s>a</s>")).toEqual([1, ...tokenizer.encode("a"), 2]);
});
