/**
 * Activations kept on disk in half precision, so that a text goes through the model once and is trained on many times.
 * The file holds little-endian float16 [tokens, width], passage after passage; a file beside it says of what.
 */
import { mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { writeFileAtomically } from "../../files/atomic-file";
import { fileError } from "../../files/file-errors";
import { requireFreeSpace } from "../../files/free-space";
import { narrowToFloat16, widenFloat16 } from "../../files/half-floats";
import { readJsonFile } from "../../files/json-file";
import type { ActivationSource } from "./activation-buffer";

/** What the activations are of; a file of other ones is refused. */
const contents = z.strictObject({
  format: z.literal(1),
  /** sha256 of the model's weights. */
  model: z.string(),
  hookName: z.string(),
  /** sha256 of each token file. */
  corpora: z.array(z.string()),
  tokens: z.number(),
  width: z.number(),
});
type Contents = z.infer<typeof contents>;

export interface StoreOptions {
  path: string;
  passages: readonly ArrayLike<number>[];
  of: Pick<Contents, "model" | "hookName" | "corpora">;
  signal?: AbortSignal;
  onRead?: (tokensRead: number, tokensToRead: number) => void;
}

/** Passages written at a time; an attempt that was broken off goes on after the last whole block. */
const BLOCK_PASSAGES = 128;
const HALF_BYTES = 2;

/**
 * The activations of `passages`, read from `source` and written where they are not on disk yet. Broken off, the same
 * call goes on; with further texts after those of the file, only these are read. Throws CONFLICT where the file holds
 * other activations, BAD_INPUT where one does not fit into half precision, NO_SPACE, and CANCELLED by the signal.
 */
export async function storeActivations(
  source: ActivationSource,
  options: StoreOptions,
): Promise<ActivationStore> {
  const { path, passages, of } = options;
  const starts = startsOf(passages);
  const tokens = starts[passages.length] as number;
  await mkdir(dirname(path), { recursive: true });
  await agreeOn(path, { format: 1, ...of, tokens, width: source.width });
  const bytes = tokens * source.width * HALF_BYTES;
  const file = await open(path, existsSync(path) ? "r+" : "w+").catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    const { size } = await file.stat();
    if (size < bytes) {
      await requireFreeSpace(dirname(path), bytes - size, "The activations that are still to be kept take");
      await fill(file, size, starts, source, options);
    }
    return new ActivationStore(file, source.width, passages, starts);
  } catch (error) {
    await file.close();
    throw fileError(error, path);
  }
}

/** An ActivationSource that reads from the disk; only passages that it was made of can be read. */
export class ActivationStore implements ActivationSource {
  private readonly index: ReadonlyMap<ArrayLike<number>, number>;

  constructor(
    private readonly file: FileHandle,
    readonly width: number,
    passages: readonly ArrayLike<number>[],
    private readonly starts: readonly number[],
  ) {
    this.index = new Map(passages.map((passage, i) => [passage, i]));
  }

  async read(passages: readonly ArrayLike<number>[]): Promise<Float32Array> {
    const all = new Float32Array(passages.reduce((sum, passage) => sum + tokensOf(passage) * this.width, 0));
    let filled = 0;
    for (const passage of passages) {
      const i = this.index.get(passage);
      if (i === undefined) throw new TypeError("The store was made of other passages.");
      const half = new Uint16Array(tokensOf(passage) * this.width);
      const from = (this.starts[i] as number) * this.width * HALF_BYTES;
      const { bytesRead } = await this.file.read(half, 0, half.byteLength, from);
      if (bytesRead !== half.byteLength)
        throw new FeaturescopeError(
          "CORRUPT_FILE",
          "The file of kept activations has become shorter.",
          "Delete it; it is written again.",
        );
      all.set(widenFloat16(half), filled);
      filled += half.length;
    }
    return all;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Writes what follows the last whole block of passages in a file of `size` bytes. */
async function fill(
  file: FileHandle,
  size: number,
  starts: readonly number[],
  source: ActivationSource,
  { path, passages, signal, onRead }: StoreOptions,
): Promise<void> {
  const tokens = starts[passages.length] as number;
  for (let at = 0; at < passages.length; at += BLOCK_PASSAGES) {
    const end = Math.min(passages.length, at + BLOCK_PASSAGES);
    const from = starts[at] as number;
    const to = starts[end] as number;
    if (to * source.width * HALF_BYTES <= size) continue;
    if (signal?.aborted)
      throw new FeaturescopeError(
        "CANCELLED",
        `Stopped after ${from} of ${tokens} tokens.`,
        "The same command goes on from there.",
      );
    const half = narrowToFloat16(await source.read(passages.slice(at, end)));
    if (half.some((bits) => (bits & 0x7c00) === 0x7c00))
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${path}: an activation of passages ${at} to ${end - 1} is too large for half precision.`,
        "Train without keeping activations.",
      );
    await file.write(half, 0, half.byteLength, from * source.width * HALF_BYTES);
    onRead?.(to, tokens);
  }
  await file.sync();
}

/** Notes what the file is going to hold, before its first byte and before it grows by further texts. */
async function agreeOn(path: string, wanted: Contents): Promise<void> {
  const notes = `${path}.json`;
  if (existsSync(notes)) {
    const held = await readJsonFile(notes, contents);
    if (isDeepStrictEqual(held, wanted)) return;
    if (!beginsWith(wanted, held))
      throw new FeaturescopeError(
        "CONFLICT",
        `${path} holds activations of another model, hook or text.`,
        "Name another file, or delete it and the one beside it that ends in .json.",
      );
  } else {
    await rm(path, { force: true });
  }
  await writeFileAtomically(notes, async (file) => {
    await file.writeFile(`${JSON.stringify(wanted)}\n`);
  });
}

/** Whether `longer` is of the texts of `shorter` and of others after them, read from the same place. */
function beginsWith(longer: Contents, shorter: Contents): boolean {
  const corpora = longer.corpora.slice(0, shorter.corpora.length);
  return isDeepStrictEqual({ ...longer, corpora, tokens: shorter.tokens }, shorter);
}

const tokensOf = (passage: ArrayLike<number>): number => Math.max(0, passage.length - 1);

function startsOf(passages: readonly ArrayLike<number>[]): number[] {
  const starts = [0];
  for (const passage of passages) starts.push((starts.at(-1) as number) + tokensOf(passage));
  return starts;
}
