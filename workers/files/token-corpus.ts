/**
 * A corpus as the model reads it: little-endian uint16 token ids, passage after passage, each beginning with BOS. Where
 * BOS also stands inside of passages, as the mark of a conversation's turns, a file of notes beside it says where each
 * ends and what it is about. For vocabularies of up to 65,536 tokens.
 */
import { readFile } from "node:fs/promises";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { passageNote, type PassageNote } from "@/domain/passages";
import { fileError, hasCode } from "./file-errors";
import { parseJson } from "./json-file";

export interface CorpusPassage {
  /** BOS first. */
  ids: Uint16Array | Uint32Array;
  note: PassageNote | null;
}

/** Passages of which nothing is known. */
export const withoutNotes = (passages: readonly CorpusPassage["ids"][]): CorpusPassage[] =>
  passages.map((ids) => ({ ids, note: null }));

/** Lines of PassageNote, one a passage, beside a token file. */
export const notesFile = (path: string): string => `${path}.passages.jsonl`;

/** Throws NOT_FOUND, or CORRUPT_FILE when ids or passages do not fit the model. */
export async function readTokenCorpus(path: string, config: LanguageModelConfig): Promise<Uint16Array[]> {
  return (await readNotedCorpus(path, config)).map(({ ids }) => ids);
}

/** Passages with what is known of them; throws as readTokenCorpus does. */
export async function readNotedCorpus(
  path: string,
  config: LanguageModelConfig,
): Promise<(CorpusPassage & { ids: Uint16Array })[]> {
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
  const beyond = ids.findIndex((id) => id >= config.vocabulary);
  if (beyond >= 0) fail(`token ${ids[beyond]} at ${beyond} is beyond the vocabulary`);
  const notes = await readNotes(path);
  const ends = notes ? endsOfNotes(notes) : endsByBos(ids, config.bos);
  if (ends[ends.length - 1] !== ids.length)
    fail(`it has ${ids.length} tokens, its notes speak of ${ends[ends.length - 1] ?? 0}`);
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : (ends[i - 1] as number);
    if (end - start > config.context)
      fail(`the passage at ${start} has ${end - start} tokens, the model reads ${config.context}`);
    if (ids[start] !== config.bos) fail(`the passage at ${start} does not begin with BOS`);
    return { ids: ids.subarray(start, end), note: notes?.[i] ?? null };
  });
}

async function readNotes(path: string): Promise<PassageNote[] | null> {
  const file = notesFile(path);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw fileError(error, file);
  });
  if (text === null) return null;
  return text
    .split("\n")
    .flatMap((line, i) => (line === "" ? [] : [parseJson(line, `${file}, line ${i + 1}`, passageNote)]));
}

function endsOfNotes(notes: readonly PassageNote[]): number[] {
  let end = 0;
  return notes.map(({ tokens }) => (end += tokens));
}

function endsByBos(ids: Uint16Array, bos: number): number[] {
  const ends: number[] = [];
  for (let i = 1; i <= ids.length; i++) if (i === ids.length || ids[i] === bos) ends.push(i);
  return ends;
}
