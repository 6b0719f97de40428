import { basename } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { readNotedCorpus, withoutNotes, type CorpusPassage } from "../files/token-corpus";
import { cutPassages, type CutOptions } from "./cut-passages";
import { readTexts } from "./read-texts";

/** Of files that `sample` has written. */
const TOKENS = /\.u16$/i;

/**
 * The passages of a corpus file: as they stand in a token file, with its notes, or cut from texts. Throws BAD_INPUT for a
 * file without text, and what reading it throws.
 */
export async function readCorpus(
  file: string,
  { column, ...options }: CutOptions & { column: string },
): Promise<CorpusPassage[]> {
  const passages = TOKENS.test(file)
    ? firstTokens(await readNotedCorpus(file, options.config), options.limit)
    : withoutNotes(await cutPassages(readTexts(file, column), options));
  if (passages.length > 0) return passages;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${basename(file)} holds no text of a few tokens.`,
    "Give another file.",
  );
}

/** Passages until they have `limit` tokens, BOS left out. */
function firstTokens(passages: readonly CorpusPassage[], limit: number): CorpusPassage[] {
  let tokens = 0;
  const end = passages.findIndex(({ ids }) => (tokens += ids.length - 1) >= limit);
  return end < 0 ? [...passages] : passages.slice(0, end + 1);
}
