import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "@/workers/files/file-errors";
import { FRAME_BYTES, FRAMES } from "./format";

export interface Frame {
  kind: number;
  content: Buffer;
}

/**
 * The frames of a backup, in order.
 * @throws FeaturescopeError CORRUPT_FILE for a file that is no backup, is damaged or ends too early; NOT_FOUND
 */
export async function* readFrames(file: string): AsyncGenerator<Frame> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on("error", (error) => unzipped.destroy(error));
  let held: Buffer = Buffer.alloc(0);
  let ended = false;
  try {
    for await (const chunk of source.pipe(unzipped)) {
      held = held.length === 0 ? (chunk as Buffer) : Buffer.concat([held, chunk as Buffer]);
      let at = 0;
      while (held.length - at >= 5) {
        const length = held.readUInt32LE(at + 1);
        if (length > FRAME_BYTES) throw damaged(file);
        if (held.length - at - 5 < length) break;
        const kind = held.readUInt8(at);
        ended = kind === FRAMES.end;
        yield { kind, content: held.subarray(at + 5, at + 5 + length) };
        at += 5 + length;
      }
      held = held.subarray(at);
    }
  } catch (error) {
    if (error instanceof FeaturescopeError) throw error;
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) throw damaged(file);
    throw fileError(error, file);
  }
  if (!ended || held.length > 0) throw damaged(file);
}

export function damaged(file: string): FeaturescopeError {
  return new FeaturescopeError(
    "CORRUPT_FILE",
    `${file} is not a whole backup of Featurescope: it is damaged or was cut off.`,
    "Take another one; nothing has been changed.",
  );
}
