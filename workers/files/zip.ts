/**
 * The part of the zip format that .npz and PyTorch files use: entries stored or deflated, with 64-bit sizes where
 * files are large. Everything is read from the central directory and checked against the size of the file.
 * Source: PKWARE's APPNOTE.TXT 6.3.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { FeaturescopeError } from "@/domain/errors";
import { withByteSource, type ByteSource } from "./byte-source";
import { fileError, hasCode } from "./file-errors";

export interface ZipEntry {
  name: string;
  deflated: boolean;
  packedSize: number;
  size: number;
  crc: number;
  /** Where the entry's local header begins. */
  header: number;
}

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const END = 0x06054b50;
const LOCATOR_64 = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const IN_EXTRA = 0xffffffff;
const EXTRA_64 = 1;

/** Of weights, a few thousand entries of tens of bytes each. */
const LARGEST_DIRECTORY = 16 << 20;
/** What deflate can make of a byte at most. */
const DEFLATE_RATIO = 1032;

const corrupt = (source: ByteSource, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${source.name}: ${what}.`,
    "The file is damaged or not a zip archive: fetch or write it again.",
  );

/** Weights hardly shrink: what claims to unpack to more than this is an attack. */
const LARGEST_GROWTH = 8;
const GROWTH_OF_SMALL_FILES = 1 << 20;

/** Bytes that all that is read of an archive may take unpacked: eight times its size, and 1 MiB. */
export const unpackedLimit = (source: ByteSource): number =>
  LARGEST_GROWTH * source.size + GROWTH_OF_SMALL_FILES;

/** TOO_LARGE for an archive whose content goes beyond unpackedLimit. */
export const beyondLimit = (source: ByteSource, way: string): FeaturescopeError =>
  new FeaturescopeError(
    "TOO_LARGE",
    `${source.name}: what it holds would take more than ${LARGEST_GROWTH} times the size of the file.`,
    way,
  );

/** The entries of an archive by name. Throws CORRUPT_FILE, or UNSUPPORTED for what these files never use. */
export async function readZipDirectory(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { offset, length } = await findDirectory(source);
  const view = await viewOf(source, offset, length);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at < length;) {
    if (at + ENTRY_BYTES > length || view.getUint32(at, true) !== ENTRY)
      throw corrupt(source, `its directory is broken at entry ${entries.size}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => view.getUint16(at + o, true));
    const end = at + ENTRY_BYTES + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (end > length) throw corrupt(source, `its directory is broken at entry ${entries.size}`);
    const entry = readEntry(source, view, at, nameLength ?? 0, extraLength ?? 0);
    if (entries.has(entry.name)) throw corrupt(source, `it has "${entry.name}" twice`);
    if (entry.header + LOCAL_BYTES + entry.packedSize > offset)
      throw corrupt(source, `"${entry.name}" lies outside of it (truncated file?)`);
    entries.set(entry.name, entry);
    at = end;
  }
  return entries;
}

async function findDirectory(source: ByteSource): Promise<{ offset: number; length: number }> {
  const tailLength = Math.min(source.size, END_BYTES + LONGEST_COMMENT + LOCATOR_BYTES);
  const tailStart = source.size - tailLength;
  const tail = await viewOf(source, tailStart, tailLength);
  let at = tailLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) throw corrupt(source, "it does not end as a zip archive does");
  let [length, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  const locator = at - LOCATOR_BYTES;
  if (locator >= 0 && tail.getUint32(locator, true) === LOCATOR_64) {
    const place = Number(tail.getBigUint64(locator + 8, true));
    if (!(place + 56 <= source.size)) throw corrupt(source, "its directory is not where it should be");
    const end = await viewOf(source, place, 56);
    if (end.getUint32(0, true) !== END_64) throw corrupt(source, "its directory is not where it should be");
    [length, offset] = [Number(end.getBigUint64(40, true)), Number(end.getBigUint64(48, true))];
  }
  if (!(offset + length <= source.size)) throw corrupt(source, "its directory is not where it should be");
  if (length > LARGEST_DIRECTORY) throw corrupt(source, `its directory claims ${length} bytes`);
  return { offset, length };
}

function readEntry(
  source: ByteSource,
  view: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
): ZipEntry {
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + ENTRY_BYTES, nameLength));
  const method = view.getUint16(at + 10, true);
  const unsupported = (what: string) =>
    new FeaturescopeError(
      "UNSUPPORTED",
      `${source.name}: "${name}" is ${what}.`,
      "Write the file again without that.",
    );
  if (view.getUint16(at + 8, true) & ENCRYPTED) throw unsupported("encrypted");
  if (method !== STORED && method !== DEFLATED) throw unsupported(`packed by method ${method}`);
  const sizes = [24, 20, 42].map((o) => view.getUint32(at + o, true));
  let extra = at + ENTRY_BYTES + nameLength;
  for (const end = extra + extraLength; extra + 4 <= end;) {
    const [kind, bytes] = [view.getUint16(extra, true), view.getUint16(extra + 2, true)];
    let field = extra + 4;
    const fieldEnd = Math.min(end, field + bytes);
    sizes.forEach((size, i) => {
      if (kind !== EXTRA_64 || size !== IN_EXTRA || field + 8 > fieldEnd) return;
      sizes[i] = Number(view.getBigUint64(field, true));
      field += 8;
    });
    extra += 4 + bytes;
  }
  const [size = 0, packedSize = 0, header = 0] = sizes;
  const deflated = method === DEFLATED;
  if (
    size > packedSize * (deflated ? DEFLATE_RATIO : 1) + DEFLATE_RATIO ||
    (!deflated && size !== packedSize)
  )
    throw corrupt(source, `"${name}" claims ${size} bytes out of ${packedSize}`);
  return { name, deflated, size, packedSize, header, crc: view.getUint32(at + 16, true) };
}

/** Where an entry's bytes begin in the archive; they are its content where it is not deflated. */
export async function zipEntryOffset(
  source: ByteSource,
  { name, header, packedSize }: ZipEntry,
): Promise<number> {
  const view = await viewOf(source, header, LOCAL_BYTES);
  if (view.getUint32(0, true) !== LOCAL) throw corrupt(source, `"${name}" is not where the directory says`);
  const offset = header + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (offset + packedSize > source.size)
    throw corrupt(source, `"${name}" lies outside of it (truncated file?)`);
  return offset;
}

/** An entry's content, checked against its checksum. Throws TOO_LARGE beyond `limit` bytes. */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, limit: number): Promise<Uint8Array> {
  const { name, size, packedSize } = entry;
  if (size > limit)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `${source.name}: "${name}" has ${size} bytes; at most ${limit} are read.`,
      "Give a smaller file.",
    );
  const packed = new Uint8Array(packedSize);
  await source.read(packed, await zipEntryOffset(source, entry));
  const content = entry.deflated ? inflate(source, entry, packed) : packed;
  if (content.length !== size || crc32(content) !== entry.crc)
    throw corrupt(source, `"${name}" does not have the content that its checksum stands for`);
  return content;
}

function inflate(source: ByteSource, { name, size }: ZipEntry, packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw corrupt(source, `"${name}" cannot be unpacked`);
  }
}

async function viewOf(source: ByteSource, offset: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length);
  await source.read(bytes, offset);
  return new DataView(bytes.buffer);
}

/** The names of an archive's entries. Throws as {@link readZipDirectory}. */
export const listZip = (archive: string): Promise<string[]> =>
  withByteSource(archive, async (source) => [...(await readZipDirectory(source)).keys()]);

/**
 * Writes the one entry of this name to a new file, piece by piece, checked against its checksum. Throws NOT_FOUND where the
 * archive has none, CORRUPT_FILE, or TOO_LARGE beyond unpackedLimit.
 */
export async function unpackZipEntry(archive: string, name: string, target: string): Promise<void> {
  const { entry, start } = await withByteSource(archive, async (source) => {
    const entry = (await readZipDirectory(source)).get(name);
    if (!entry)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${source.name} holds no ${name}.`,
        "It is another archive than expected.",
      );
    if (entry.size > unpackedLimit(source)) throw beyondLimit(source, "It is another archive than expected.");
    return { entry, start: await zipEntryOffset(source, entry) };
  });
  const broken = () =>
    new FeaturescopeError(
      "CORRUPT_FILE",
      `${archive}: "${name}" cannot be unpacked.`,
      "The file is damaged: fetch it again.",
    );
  if (entry.packedSize === 0) throw broken();
  let size = 0;
  let crc = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      done(size > entry.size ? broken() : null, chunk);
    },
  });
  const packed = createReadStream(archive, { start, end: start + entry.packedSize - 1 });
  const file = createWriteStream(target, { flags: "wx" });
  try {
    if (entry.deflated) await pipeline(packed, createInflateRaw(), counted, file);
    else await pipeline(packed, counted, file);
  } catch (error) {
    if (hasCode(error, "Z_DATA_ERROR", "Z_BUF_ERROR")) throw broken();
    throw fileError(error, target);
  }
  if (size !== entry.size || crc !== entry.crc) throw broken();
}
