/**
 * Activations in random order. Passages are visited in a fresh order every epoch, read in chunks that fit in
 * memory, and the tokens of a chunk are shuffled. The order depends on the seed alone, so that a run can be taken
 * up at any step. A data set that fits into one chunk is read once.
 */
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";

export interface ActivationSource {
  width: number;
  /** Activations of every token but BOS, [tokens, width]. */
  read(passages: readonly ArrayLike<number>[]): Promise<Float32Array>;
}

export interface BufferOptions {
  passages: readonly ArrayLike<number>[];
  capacityTokens: number;
  batch: number;
  seed: number;
  onRead?: (tokensRead: number, tokensToRead: number) => void;
  /** Called with all that was read into memory, [tokens, width], before its first batch. */
  onFill?: (activations: Float32Array) => void;
}

/** Passages read at a time while a chunk fills. */
const READ_PASSAGES = 128;

/**
 * Endless batches [batch, width], starting at batch number `start`. The array is reused. Throws BAD_INPUT when no
 * chunk holds as much as one batch.
 */
export async function* activationBatches(
  source: ActivationSource,
  options: BufferOptions,
  start = 0,
): AsyncGenerator<Float32Array> {
  const { width } = source;
  const { batch } = options;
  const out = new Float32Array(batch * width);
  let skip = start;
  let held: { key: string; activations: Float32Array } | undefined;
  for (let epoch = 0; ; epoch++) {
    const chunks = chunkPassages(options, epoch);
    const sizes = chunks.map((chunk) =>
      chunk.reduce((sum, passage) => sum + tokensOf(options.passages[passage]), 0),
    );
    if (!sizes.some((tokens) => tokens >= batch)) throw tooFewTokens(Math.max(0, ...sizes), batch);
    for (const [index, chunk] of chunks.entries()) {
      const tokens = sizes[index] ?? 0;
      const batches = Math.floor(tokens / batch);
      if (skip >= batches) {
        skip -= batches;
        continue;
      }
      const key = chunks.length === 1 ? "all" : `${epoch}.${index}`;
      if (held?.key !== key) {
        held = undefined; // frees the last chunk before the next is read
        held = { key, activations: await readChunk(source, options, chunk, tokens) };
        options.onFill?.(held.activations);
      }
      const order = Uint32Array.from({ length: tokens }, (_, i) => i);
      new Random(options.seed, 2 * (epoch * chunks.length + index) + 1).shuffle(order);
      for (; skip < batches; skip++) {
        for (let row = 0; row < batch; row++) {
          const from = (order[skip * batch + row] as number) * width;
          out.set(held.activations.subarray(from, from + width), row * width);
        }
        yield out;
      }
      skip = 0;
    }
  }
}

const tooFewTokens = (held: number, batch: number) =>
  new FeaturescopeError(
    "BAD_INPUT",
    `A batch takes ${batch} tokens, but at most ${held} are held at a time.`,
    "Train on more passages, choose a smaller batch, or hold more tokens in memory.",
  );

const tokensOf = (passage: ArrayLike<number> | undefined): number => Math.max(0, (passage?.length ?? 0) - 1);

function chunkPassages({ passages, capacityTokens, seed }: BufferOptions, epoch: number): number[][] {
  const order = Uint32Array.from(passages, (_, i) => i);
  const total = order.reduce((sum, passage) => sum + tokensOf(passages[passage]), 0);
  if (total <= capacityTokens) return [[...order]];
  new Random(seed, 2 * epoch).shuffle(order);
  const chunks: number[][] = [];
  let tokens = Infinity;
  for (const passage of order) {
    if (tokens + tokensOf(passages[passage]) > capacityTokens) {
      chunks.push([]);
      tokens = 0;
    }
    tokens += tokensOf(passages[passage]);
    chunks[chunks.length - 1]?.push(passage);
  }
  return chunks;
}

async function readChunk(
  source: ActivationSource,
  options: BufferOptions,
  chunk: number[],
  tokens: number,
): Promise<Float32Array> {
  const all = new Float32Array(tokens * source.width);
  let filled = 0;
  for (let at = 0; at < chunk.length; at += READ_PASSAGES) {
    const passages = chunk.slice(at, at + READ_PASSAGES).map((i) => options.passages[i] ?? []);
    const activations = await source.read(passages);
    all.set(activations, filled);
    filled += activations.length;
    options.onRead?.(filled / source.width, tokens);
  }
  return all;
}
