/**
 * The header of a GGUF file, versions 2 and 3: magic, version, numbers of tensors and settings (u64), the settings, the
 * tensors' names, shapes, types and places; then, aligned, their data. All of it is checked against the size of the file
 * before a byte of data is read or allocated. The reader is our own because libraries read from a path alone, and take
 * what a truncated file lacks for zeros. Source: ggml's docs/gguf.md and gguf.cpp.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { ByteSource } from "../byte-source";
import { HeaderCursor, HeaderGoesOn } from "./header-cursor";
import { tensorType, type GgufType } from "./tensor-types";
import { readValue, type GgufValue } from "./value-types";

export interface GgufTensor {
  name: string;
  type: GgufType;
  /** As everywhere here, rows first: the reverse of the file's order. */
  shape: number[];
  elements: number;
  /** First byte, from the start of the file, and how many there are. */
  offset: number;
  bytes: number;
}

export interface GgufHeader {
  settings: ReadonlyMap<string, GgufValue>;
  /** In the order of their data. */
  tensors: GgufTensor[];
}

const MAGIC = 0x46554747; // "GGUF"
const VERSIONS = [2, 3];
const MOST_SETTINGS = 1 << 16;
const MOST_TENSORS = 1 << 20;
const MOST_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 1 << 16;
/** A tensor's entry takes at least so much: length of the name, number of dimensions, type, place. */
const SMALLEST_TENSOR = 24;
const SMALLEST_SETTING = 13;

/** Vocabulary and merges of the largest models take some 20 MB. */
const LARGEST_HEADER = 128 << 20;
const FIRST_READ = 4 << 20;

/** Throws CORRUPT_FILE, TOO_LARGE, or UNSUPPORTED for a version or type of tensor that is not read here. */
export async function readGgufHeader(source: ByteSource): Promise<GgufHeader> {
  for (let length = FIRST_READ; ; length *= 4) {
    const bytes = new Uint8Array(Math.min(length, source.size, LARGEST_HEADER));
    await source.read(bytes, 0);
    try {
      return parse(new HeaderCursor(bytes, source.size, source.name), source.name);
    } catch (error) {
      if (!(error instanceof HeaderGoesOn)) throw error;
      if (bytes.length === LARGEST_HEADER)
        throw new FeaturescopeError(
          "TOO_LARGE",
          `${source.name}: its header has more than ${LARGEST_HEADER} bytes.`,
          "No known model needs so many: fetch the file again.",
        );
    }
  }
}

function parse(cursor: HeaderCursor, name: string): GgufHeader {
  if (cursor.size < 24 || cursor.uint32() !== MAGIC) throw cursor.corrupt("it does not begin as a GGUF file");
  const version = cursor.uint32();
  if (!VERSIONS.includes(version))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${name}: GGUF version ${version} is not read${(version & 0xffff) === 0 ? " (its bytes are in the order of big-endian machines)" : ""}.`,
      "Convert the model again: versions 2 and 3 are read, little-endian.",
    );
  const tensorCount = cursor.uint64();
  const settingCount = cursor.uint64();
  if (settingCount > MOST_SETTINGS || settingCount * SMALLEST_SETTING > cursor.left)
    throw cursor.corrupt(`its header claims ${settingCount} settings`);
  if (tensorCount > MOST_TENSORS || tensorCount * SMALLEST_TENSOR > cursor.left)
    throw cursor.corrupt(`its header claims ${tensorCount} tensors`);

  const settings = new Map<string, GgufValue>();
  for (let i = 0; i < settingCount; i++) {
    const key = cursor.string();
    if (settings.has(key)) throw cursor.corrupt(`its header has "${key}" twice`);
    settings.set(key, readValue(cursor, key));
  }
  const entries = Array.from({ length: tensorCount }, () => readEntry(cursor, name));
  return { settings, tensors: place(cursor, entries, alignmentOf(cursor, settings)) };
}

function alignmentOf(cursor: HeaderCursor, settings: GgufHeader["settings"]): number {
  const alignment = settings.get("general.alignment") ?? DEFAULT_ALIGNMENT;
  const possible =
    typeof alignment === "number" &&
    Number.isInteger(Math.log2(alignment)) &&
    alignment >= 8 &&
    alignment <= LARGEST_ALIGNMENT;
  if (!possible) throw cursor.corrupt("its general.alignment is no power of 2 from 8 on");
  return alignment;
}

/** With its place counted from the start of the data. */
function readEntry(cursor: HeaderCursor, file: string): GgufTensor {
  const name = cursor.string();
  const dimensions = cursor.uint32();
  if (dimensions > MOST_DIMENSIONS) throw cursor.corrupt(`tensor "${name}" claims ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.uint64()).reverse();
  const number = cursor.uint32();
  const offset = cursor.uint64();
  const type = tensorType(number, name, file);
  let elements = 1;
  for (const size of shape) {
    elements *= size;
    if (elements * 8 > Number.MAX_SAFE_INTEGER)
      throw cursor.corrupt(`tensor "${name}" has the impossible shape [${shape.join(", ")}]`);
  }
  if ((shape.at(-1) ?? 1) % type.block !== 0)
    throw cursor.corrupt(
      `tensor "${name}" has rows of ${shape.at(-1) ?? 1} numbers, which are no whole blocks of ${type.name} (${type.block})`,
    );
  return { name, type, shape, elements, offset, bytes: (elements / type.block) * type.bytes };
}

function place(cursor: HeaderCursor, entries: readonly GgufTensor[], alignment: number): GgufTensor[] {
  const padded = (at: number) => Math.ceil(at / alignment) * alignment;
  const start = padded(cursor.position);
  const names = new Set<string>();
  const tensors = [...entries].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let reached = 0;
  for (const { name, offset, bytes } of tensors) {
    if (names.has(name)) throw cursor.corrupt(`it has the tensor "${name}" twice`);
    names.add(name);
    if (offset !== padded(reached))
      throw cursor.corrupt(
        offset < reached
          ? `tensor "${name}" overlaps the one before it (it starts at ${offset}, the other ends at ${reached})`
          : `tensor "${name}" starts at ${offset}, not at ${padded(reached)} after the one before it`,
      );
    if (start + offset + bytes > cursor.size)
      throw cursor.corrupt(
        `tensor "${name}" lies at ${offset} to ${offset + bytes}, outside the ${Math.max(0, cursor.size - start)} bytes of data (truncated file?)`,
      );
    reached = offset + bytes;
  }
  const rest = cursor.size - start - reached;
  if (tensors.length > 0 && rest >= alignment)
    throw cursor.corrupt(`${rest} bytes after the last tensor belong to no tensor`);
  return tensors.map((tensor) => ({ ...tensor, offset: start + tensor.offset }));
}
