/** Files as they were before gzip or Zstandard packed them, told by their first bytes whatever their name is. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "./file-errors";

export type Packing = "gzip" | "Zstandard";

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTANDARD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** What zstd itself unpacks without being asked for more (window log 27); its memory is taken at once. */
const LARGEST_WINDOW = 128 << 20;

/** The first bytes of a file, fewer where it has fewer. Throws NOT_FOUND and what else opening can meet. */
export async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file).catch((error: unknown) => {
    throw fileError(error, file);
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error, file);
  } finally {
    await handle.close();
  }
}

/** Null where a file is not packed. */
export async function packingOf(file: string): Promise<Packing | null> {
  const start = await firstBytes(file, ZSTANDARD.length);
  if (start.subarray(0, GZIP.length).equals(GZIP)) return "gzip";
  return start.equals(ZSTANDARD) ? "Zstandard" : null;
}

/** Throws NOT_FOUND, CORRUPT_FILE for what cannot be unpacked, and what else opening can meet. */
export async function* unpackedBytes(file: string): AsyncGenerator<Uint8Array> {
  const packing = await packingOf(file);
  const bytes = createReadStream(file);
  try {
    if (packing === "Zstandard") {
      checkWindow(await firstBytes(file, ZSTANDARD.length + 2));
      yield* unpackZstandard(bytes);
      return;
    }
    const plain = packing ? bytes.pipe(createGunzip()) : bytes;
    bytes.on("error", (error) => plain.destroy(error));
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // fzstd's codes are numbers, zlib's begin with Z_
    if (error instanceof Error && (typeof code === "number" || String(code).startsWith("Z_")))
      throw unpackable(file, error.message);
    if (error instanceof RangeError || error instanceof TypeError) throw unpackable(file, error.message);
    throw fileError(error, file);
  } finally {
    bytes.destroy();
  }

  function checkWindow(start: Buffer): void {
    const [descriptor = 0, window = 0] = start.subarray(ZSTANDARD.length);
    const single = (descriptor & 0x20) !== 0;
    if (!single && 2 ** (10 + (window >> 3)) > LARGEST_WINDOW)
      throw unpackable(file, "it was packed with a window of more than 128 MiB");
  }
}

async function* unpackZstandard(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const stream = new Decompress((data) => {
    // what it hands over lies in a window that the next block is written into
    unpacked.push(data.slice());
  });
  for await (const chunk of chunks) {
    stream.push(chunk as Buffer);
    yield* unpacked.splice(0);
  }
  stream.push(new Uint8Array(), true);
  yield* unpacked.splice(0);
}

const unpackable = (file: string, why: string) =>
  new FeaturescopeError("CORRUPT_FILE", `${file} cannot be unpacked (${why}).`, "Fetch it again.");
