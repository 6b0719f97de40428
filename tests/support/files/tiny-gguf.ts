import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_ROOT } from "@/domain/project-root";
import { TINY_PIECES } from "./tiny-gpt2";
import { changedGguf } from "./write-gguf";

/** The tiny GPT-2 of tests/golden as a GGUF file, with the tokenizer of single characters of tinyGpt2. */
export async function tinyGguf(): Promise<Uint8Array> {
  const original = await readFile(join(PROJECT_ROOT, "tests/golden/gguf/models/gpt2.gguf"));
  return changedGguf(new Uint8Array(original), ({ settings }) => {
    settings.delete("tokenizer.ggml.pre");
    settings.delete("tokenizer.ggml.merges");
    settings.set("tokenizer.ggml.model", "llama");
    settings.set("tokenizer.ggml.add_space_prefix", false);
    settings.set("tokenizer.ggml.tokens", TINY_PIECES);
    settings.set(
      "tokenizer.ggml.scores",
      TINY_PIECES.map((_, id) => -id),
    );
    settings.set("tokenizer.ggml.unknown_token_id", TINY_PIECES.indexOf("<unk>"));
  });
}
