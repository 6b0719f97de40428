/**
 * A corpus as the model reads it: little-endian uint16 token ids, passage after passage, each beginning with BOS
 * (which occurs nowhere else). For vocabularies of up to 65,536 tokens.
 */
import { readFile } from "node:fs/promises";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { fileError } from "./file-errors";

/** Throws NOT_FOUND, or CORRUPT_FILE when ids or passages do not fit the model. */
export async function readTokenCorpus(path: string, config: LanguageModelConfig): Promise<Uint16Array[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  const fail = (problem: string): never => {
    throw new FeaturescopeError("CORRUPT_FILE", `${path}: ${problem}.`, "Sample or fetch the corpus again.");
  };
  if (bytes.length === 0 || bytes.length % 2 === 1)
    fail(`${bytes.length} bytes are not a list of 16-bit tokens`);
  const ids = Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
  if (ids[0] !== config.bos) fail(`the first token is ${ids[0]}, not BOS (${config.bos})`);
  const passages: Uint16Array[] = [];
  let start = 0;
  for (let i = 1; i <= ids.length; i++) {
    if (i < ids.length && ids[i] !== config.bos) {
      if ((ids[i] as number) >= config.vocabulary) fail(`token ${ids[i]} at ${i} is beyond the vocabulary`);
      continue;
    }
    if (i - start > config.context)
      fail(`the passage at ${start} has ${i - start} tokens, the model reads ${config.context}`);
    passages.push(ids.subarray(start, i));
    start = i;
  }
  return passages;
}
