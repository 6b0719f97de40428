/** From a request to what an evaluation found: reads the tokens once, then probes and letters. */
import type { EvaluatedLetter, ProbedConcept, SaeEvaluation } from "@/domain/sae-evaluation";
import type { Engine } from "../../engine/ops";
import { LeftOut } from "../../dashboards/left-out";
import type { LanguageModel } from "../../files/language-model";
import { decoderDirections } from "../../maps/nearest-directions";
import { HookReader } from "../../models/hook-reader";
import { measureQuality } from "../quality";
import type { Sae } from "../sae";
import { countedTokens, countedWords } from "./counted-tokens";
import { encodeTokens } from "./encode-tokens";
import { evaluateLetter, type LetterWords } from "./first-letters";
import { calibratedRandomSae } from "./random-sae";
import type { EvaluationProgress, EvaluationRequest } from "./request";
import { takeRows } from "./matrix-rows";
import { probeConcept, type TokenReadings } from "./sparse-probing";

/** Passages read between two looks at whether to stop. */
const PASSAGES_AT_ONCE = 16;
/** Tokens that the random SAE's threshold is set on. */
const CALIBRATION_TOKENS = 4_096;
/** Fewer tokens of a letter, to learn from and to try, say nothing. */
const LEAST_TO_LEARN = 20;
const LEAST_TO_TRY = 10;
const LETTERS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));

export interface EvaluationParts {
  engine: Engine;
  model: Pick<LanguageModel, "config" | "weights" | "tokenizer">;
  sae: Sae;
  request: EvaluationRequest;
  signal: AbortSignal;
  onProgress: (progress: EvaluationProgress) => void;
}

export type EvaluationFigures = Pick<SaeEvaluation, "tokens" | "random" | "concepts" | "letters">;

export async function runEvaluation(parts: EvaluationParts): Promise<EvaluationFigures> {
  const { engine, model, sae, request, signal, onProgress } = parts;
  const { dIn, output } = sae.config;
  // passages read, concepts, letters, and the random SAE's own figures
  const steps = request.passages.length + request.concepts.length + LETTERS.length + 1;
  let done = 0;
  const advance = (by: number, message: string) => onProgress({ done: (done += by), total: steps, message });

  const stream = await readStream(parts, (passages) => advance(passages, "Reading passages"));
  const leftOut = findLeftOut(parts, stream);
  const counted = Uint32Array.from(leftOut.keys()).filter((row) => leftOut[row] === 0);
  const features = await encodeTokens(engine, sae, stream, signal);
  const sample = takeRows(stream, dIn, spread(counted, CALIBRATION_TOKENS));
  const l0 = meanActive(features.offsets, counted);
  const randomSae = await calibratedRandomSae(engine, sae, sample, l0, request.seed);
  const random = await encodeTokens(engine, randomSae, stream, signal);
  const read: TokenReadings = { stream, width: dIn, features, random };

  const concepts: ProbedConcept[] = [];
  for (const [i, { name, ...halves }] of request.concepts.entries()) {
    signal.throwIfAborted();
    const [train, test] = [countedTokens(halves.train, leftOut), countedTokens(halves.test, leftOut)];
    if (train.rows.length > 0 && test.rows.length > 0)
      concepts.push(probeConcept({ name, train, test }, read, request.seed + 2 * i));
    advance(1, "Probing for concepts");
    await turn();
  }

  const letters: EvaluatedLetter[] = [];
  const words = {
    train: countedWords(request.words.train, leftOut),
    test: countedWords(request.words.test, leftOut),
  };
  const coded = {
    own: { features, directions: decoderDirections(sae) },
    random: { features: random, directions: decoderDirections(randomSae) },
  };
  for (const letter of LETTERS) {
    signal.throwIfAborted();
    // a transcoder's directions are of another place than the one that the probe reads
    if (!output && isThere(letter, words)) letters.push(evaluateLetter(letter, words, read, coded));
    advance(1, "Looking for absorbed letters");
    await turn();
  }

  const quality = { engine, model, sae: randomSae, signal, leftOut: leftOutOf(parts) };
  const figures = output ? null : await measureQuality(request.heldOut, quality);
  advance(1, "Measuring random directions");
  return { tokens: counted.length, random: figures, concepts, letters };
}

/** What the SAE reads at every token but the first of each passage, [tokens, width]. */
async function readStream(
  { engine, model, sae, request, signal }: EvaluationParts,
  onRead: (passages: number) => void,
): Promise<Float32Array> {
  const { passages } = request;
  const { hookName, dIn } = sae.config;
  const tokens = passages.reduce((sum, passage) => sum + passage.length - 1, 0);
  const stream = new Float32Array(tokens * dIn);
  const reader = await HookReader.create(engine, model.config, model.weights, hookName);
  try {
    let at = 0;
    for (let first = 0; first < passages.length; first += PASSAGES_AT_ONCE) {
      signal.throwIfAborted();
      const some = passages.slice(first, first + PASSAGES_AT_ONCE);
      const read = await reader.read(some);
      stream.set(read, at);
      at += read.length;
      onRead(some.length);
    }
  } finally {
    await reader.dispose();
  }
  return stream;
}

/** 1 for each token that the collection leaves out. */
function findLeftOut(parts: EvaluationParts, stream: Float32Array): Uint8Array {
  const ids = parts.request.passages.flatMap((passage) => [...passage.subarray(1)]);
  const rule = leftOutOf(parts);
  const { dIn } = parts.sae.config;
  return Uint8Array.from(ids, (id, row) => (rule?.has(id, stream, row, dIn) ? 1 : 0));
}

const leftOutOf = ({ request, model }: EvaluationParts): LeftOut | null =>
  request.leftOut && new LeftOut(request.leftOut, model.tokenizer.special);

function meanActive(offsets: Uint32Array, rows: Uint32Array): number {
  const active = (row: number) => (offsets[row + 1] as number) - (offsets[row] as number);
  return rows.reduce((sum, row) => sum + active(row), 0) / Math.max(1, rows.length);
}

/** At most so many of the rows, spread evenly. */
function spread(rows: Uint32Array, most: number): Uint32Array {
  const count = Math.min(most, rows.length);
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] as number);
}

function isThere(letter: string, { train, test }: LetterWords): boolean {
  const count = (letters: readonly string[]) => letters.filter((one) => one === letter).length;
  return count(train.letters) >= LEAST_TO_LEARN && count(test.letters) >= LEAST_TO_TRY;
}

/** Lets messages in: that it is to be stopped is one of them. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
