import { open } from "node:fs/promises";
import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "./file-errors";

/** Bytes that can be read by range, so that a large file is never held in memory twice. */
export interface ByteSource {
  /** For error messages. */
  readonly name: string;
  readonly size: number;
  /** Fills `target` from `offset` on; the caller has checked that the range lies inside the source. */
  read(target: Uint8Array, offset: number): Promise<void>;
}

/** One read call takes less than 2 GiB. */
const LARGEST_READ = 1 << 28;

/** Opens a file, or wraps bytes already in memory, for the time of `use`. */
export async function withByteSource<R>(
  input: string | Uint8Array,
  use: (source: ByteSource) => Promise<R>,
  name = typeof input === "string" ? input : "the given bytes",
): Promise<R> {
  if (typeof input !== "string")
    return use({
      name,
      size: input.byteLength,
      read(target, offset) {
        target.set(input.subarray(offset, offset + target.byteLength));
        return Promise.resolve();
      },
    });
  try {
    const file = await open(input, "r");
    try {
      return await use({
        name,
        size: (await file.stat()).size,
        async read(target, offset) {
          for (let done = 0; done < target.byteLength;) {
            const length = Math.min(LARGEST_READ, target.byteLength - done);
            const { bytesRead } = await file.read(target, done, length, offset + done);
            if (bytesRead === 0)
              throw new FeaturescopeError(
                "CORRUPT_FILE",
                `${name} became shorter while it was read.`,
                "Try again when nothing writes to it.",
              );
            done += bytesRead;
          }
        },
      });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, name);
  }
}
