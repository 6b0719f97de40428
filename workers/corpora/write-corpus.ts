/** Has a model write a corpus, wave after wave, into files that a broken-off run goes on with. */
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { LanguageModelConfig } from "@/domain/models";
import { packTokens, type PassageNote } from "@/domain/passages";
import { notesFile, readNotedCorpus } from "../files/token-corpus";
import { chatFrameOf } from "../models/chat-frame";
import type { Decoder } from "../models/generation/decoder";
import { samplePassages, type PassagePart } from "../models/generation/sample-passages";
import type { SamplingSettings } from "../models/generation/sampler";
import type { TextTokenizer } from "../models/text-tokenizer";
import { assign, type Recipe } from "./recipe";
import { passageOf, scriptOf } from "./script";

/** readNotedCorpus reads 16-bit ids. */
const BYTES_PER_TOKEN = 2;

export interface WriteCorpusOptions extends SamplingSettings {
  /** Tokens to write at least, BOS not counted. */
  tokens: number;
  seed: number;
  /** Passages written side by side; also what is lost at most when the run is broken off. */
  wave: number;
  /** What to write about; without it every passage begins with BOS alone. */
  recipe: Recipe | null;
  out: string;
  signal?: AbortSignal;
  onProgress?: (written: CorpusSize) => void;
}

export interface CorpusSize {
  passages: number;
  tokens: number;
}

interface Written {
  ids: number[];
  note: PassageNote | null;
}

/**
 * Writes `out` (and its notes where there is a recipe), by way of files that end in ".part".
 * Throws UNSUPPORTED for a recipe and a model that knows no conversations, or the signal's reason.
 */
export async function writeCorpus(
  decoder: Decoder,
  tokenizer: TextTokenizer,
  options: WriteCorpusOptions,
): Promise<CorpusSize> {
  const { out, wave, recipe } = options;
  const part = `${out}.part`;
  const writeWave = recipe
    ? writerByRecipe(decoder, tokenizer, recipe, options)
    : writerFromBos(decoder, options);
  await mkdir(dirname(out), { recursive: true });
  const before = await completeWaves(part, decoder.config, wave);
  let { passages, tokens, draws } = before;
  const file = await open(part, "a");
  await file.truncate(BYTES_PER_TOKEN * (tokens + passages));
  const notes = recipe ? await open(notesFile(part), "a") : null;
  await notes?.truncate(before.noteBytes);
  try {
    while (tokens < options.tokens) {
      options.signal?.throwIfAborted();
      const written = await writeWave(draws);
      await file.write(
        packTokens(
          written.flatMap(({ ids }) => ids),
          decoder.config.vocabulary,
        ),
      );
      await file.sync();
      await notes?.write(written.map(({ note }) => `${JSON.stringify(note)}\n`).join(""));
      await notes?.sync();
      draws += wave;
      passages += written.length;
      tokens += written.reduce((sum, { ids }) => sum + ids.length - 1, 0);
      options.onProgress?.({ passages, tokens });
    }
  } finally {
    await file.close();
    await notes?.close();
  }
  if (notes) await rename(notesFile(part), notesFile(out));
  await rename(part, out);
  return { passages, tokens };
}

function writerFromBos(decoder: Decoder, options: WriteCorpusOptions) {
  const { bos, context } = decoder.config;
  const script: PassagePart[] = [{ given: [bos] }, { limit: context - 1 }];
  return async (first: number): Promise<Written[]> => {
    const scripts = Array.from({ length: options.wave }, () => script);
    const passages = await samplePassages(decoder, scripts, { ...options, first });
    return passages.map(({ ids }) => ({ ids, note: null }));
  };
}

function writerByRecipe(
  decoder: Decoder,
  tokenizer: TextTokenizer,
  recipe: Recipe,
  options: WriteCorpusOptions,
) {
  const frame = chatFrameOf(tokenizer);
  return async (first: number): Promise<Written[]> => {
    const assignments = Array.from({ length: options.wave }, (_, i) =>
      assign(recipe, options.seed, first + i),
    );
    const scripts = assignments.map((assignment) => scriptOf(assignment, frame, tokenizer));
    const sampled = await samplePassages(
      decoder,
      scripts.map(({ parts }) => parts),
      { ...options, first },
    );
    return assignments.flatMap((assignment, i) => {
      const [script, passage] = [scripts[i], sampled[i]];
      if (!script || !passage) return [];
      const made = passageOf(assignment, script, passage, { bos: decoder.config.bos, draw: first + i });
      return made ? [made] : [];
    });
  };
}

/** What an earlier run has left whole: a wave that was being written when it was broken off is written again. */
async function completeWaves(part: string, config: LanguageModelConfig, wave: number) {
  const nothing = { passages: 0, tokens: 0, draws: 0, noteBytes: 0 };
  if (!existsSync(part)) return nothing;
  if (!existsSync(notesFile(part))) {
    const found = await readNotedCorpus(part, config);
    const kept = found.slice(0, found.length - (found.length % wave));
    return { ...nothing, ...sizeOf(kept.map(({ ids }) => ids.length)), draws: kept.length };
  }
  // Passages that came to nothing leave no line, so only the beginning of a later wave shows that one is whole.
  const lines = (await readFile(notesFile(part), "utf8")).split("\n").slice(0, -1);
  const notes = lines.map((line) => JSON.parse(line) as PassageNote);
  const draws = Math.floor((notes[notes.length - 1]?.draw ?? 0) / wave) * wave;
  const kept = notes.filter(({ draw = 0 }) => draw < draws);
  const noteBytes = Buffer.byteLength(
    lines
      .slice(0, kept.length)
      .map((line) => `${line}\n`)
      .join(""),
  );
  return { ...sizeOf(kept.map(({ tokens }) => tokens)), draws, noteBytes };
}

const sizeOf = (lengths: readonly number[]): CorpusSize => ({
  passages: lengths.length,
  tokens: lengths.reduce((sum, length) => sum + length - 1, 0),
});
