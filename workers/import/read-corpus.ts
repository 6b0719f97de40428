import { basename } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { readNotedCorpus, type CorpusPassage } from "../files/token-corpus";
import { cutPassages, type CutOptions } from "./cut-passages";
import { LeftOutRows } from "./texts/left-out-rows";
import { openCorpusFile, readSamples, type CorpusFileOptions } from "./texts/read-samples";

/** Of files that `sample` has written. */
const TOKENS = /\.u16$/i;

export interface ReadCorpus {
  passages: CorpusPassage[];
  /** What it was read as: "gzip, JSON lines, UTF-8". */
  kind: string;
  /** Tokens of a passage at most; null where passages were read as they stand. */
  length: number | null;
  /** What of it was left out, for people; null where all of it was read. */
  leftOut: string | null;
}

/**
 * The passages of a corpus file: as they stand in a token file, with its notes, or cut from texts. Throws BAD_INPUT for a
 * file without text, and what reading it throws.
 */
export async function readCorpus(
  file: string,
  { column, encoding, ...options }: CutOptions & CorpusFileOptions,
): Promise<ReadCorpus> {
  const read = TOKENS.test(file)
    ? {
        passages: firstTokens(await readNotedCorpus(file, options.config), options.limit),
        kind: "token ids",
        length: null,
        leftOut: null,
      }
    : await readTexts(file, { column, encoding }, options);
  if (read.passages.length > 0) return read;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${basename(file)} holds no text of a few tokens.${read.leftOut ? ` ${read.leftOut}` : ""}`,
    "Give another file.",
  );
}

async function readTexts(file: string, how: CorpusFileOptions, options: CutOptions): Promise<ReadCorpus> {
  const { kind, rows } = await openCorpusFile(file, how);
  const leftOut = new LeftOutRows(basename(file), how.column);
  const passages = await cutPassages(readSamples(rows, how.column, leftOut), {
    ...options,
    onRefused: (problem, at) => leftOut.takeBack(problem, at),
  });
  return { passages, kind, length: options.length, leftOut: leftOut.summary() };
}

/** Passages until they have `limit` tokens, BOS left out. */
function firstTokens(passages: readonly CorpusPassage[], limit: number): CorpusPassage[] {
  let tokens = 0;
  const end = passages.findIndex(({ ids }) => (tokens += ids.length - 1) >= limit);
  return end < 0 ? [...passages] : passages.slice(0, end + 1);
}
