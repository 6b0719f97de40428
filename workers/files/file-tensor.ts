import { closeSync, openSync, readSync } from "node:fs";
import { FeaturescopeError } from "@/domain/errors";
import type { FileRange, HostTensor } from "../engine/ops";
import { fileError } from "./file-errors";

/** One read call takes less than 2 GiB. */
const LARGEST_READ = 1 << 28;

/**
 * A float32 tensor that stays in its file: an engine that can reads it there, so that no copy is held here. `data` reads
 * it anew where nobody holds what was read before.
 */
export class FileTensor implements HostTensor {
  readonly dtype = "float32";
  private read = new WeakRef(new Float32Array());

  constructor(
    readonly shape: readonly number[],
    readonly stored: FileRange,
  ) {}

  get data(): Float32Array {
    const held = this.read.deref();
    if (held?.length === this.elements) return held;
    const data = new Float32Array(this.elements);
    readRange(new Uint8Array(data.buffer), this.stored);
    this.read = new WeakRef(data);
    return data;
  }

  private get elements(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }
}

function readRange(target: Uint8Array, { path, offset }: FileRange): void {
  try {
    const file = openSync(path, "r");
    try {
      for (let done = 0; done < target.length;) {
        const read = readSync(
          file,
          target,
          done,
          Math.min(LARGEST_READ, target.length - done),
          offset + done,
        );
        if (read === 0)
          throw new FeaturescopeError(
            "CORRUPT_FILE",
            `${path} became shorter while a model was read from it.`,
            "Files of weights must stay as they are while workers run.",
          );
        done += read;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
