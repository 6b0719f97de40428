/**
 * The header of a safetensors file: u64 little-endian length, JSON, then the data. Everything in it is checked
 * against the size of the file before a byte of data is read or allocated.
 * Source: the format's specification (huggingface/safetensors, README).
 */
import { FeaturescopeError } from "@/domain/errors";
import type { ByteSource } from "./byte-source";
import { duplicateKey } from "./json-keys";
import { STORED_BYTES, type StoredType } from "./tensor-data";

export interface TensorEntry {
  name: string;
  dtype: StoredType;
  shape: number[];
  /** Number of elements. */
  elements: number;
  /** First byte, from the start of the file. */
  offset: number;
}

export interface SafetensorsHeader {
  /** In the order of their data. */
  entries: TensorEntry[];
  metadata: Record<string, string>;
}

/** As the reference implementation has it. */
const LARGEST_HEADER = 100_000_000;
const HINT = "The file is damaged or not a safetensors file: fetch or write it again.";

/** Throws CORRUPT_FILE, or UNSUPPORTED for a dtype that is not in STORED_BYTES. */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const corrupt = (what: string) => new FeaturescopeError("CORRUPT_FILE", `${source.name}: ${what}.`, HINT);
  if (source.size < 8) throw corrupt(`${source.size} bytes are too few for a header`);
  const prefix = new Uint8Array(8);
  await source.read(prefix, 0);
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (length > LARGEST_HEADER)
    throw corrupt(`the header claims ${length} bytes, more than the format allows`);
  const dataStart = 8 + length;
  if (dataStart > source.size)
    throw corrupt(`the header claims ${length} bytes, but only ${source.size - 8} follow`);
  const bytes = new Uint8Array(length);
  await source.read(bytes, 8);

  const fields = Object.entries(parseObject(bytes, corrupt));
  let metadata: Record<string, string> = {};
  const placed: (TensorEntry & { begin: number; end: number })[] = [];
  for (const [name, value] of fields) {
    if (name === "__metadata__") metadata = checkMetadata(value, corrupt);
    else placed.push(checkEntry(name, value, source, dataStart));
  }
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const { name, begin, end } of placed) {
    if (begin !== reached)
      throw corrupt(
        begin < reached
          ? `tensor "${name}" overlaps the one before it (it starts at ${begin}, the other ends at ${reached})`
          : `bytes ${reached} to ${begin} before tensor "${name}" belong to no tensor`,
      );
    reached = end;
  }
  if (dataStart + reached !== source.size)
    throw corrupt(`${source.size - dataStart - reached} bytes after the last tensor belong to no tensor`);
  return {
    entries: placed.map(({ name, dtype, shape, elements, offset }) => ({
      name,
      dtype,
      shape,
      elements,
      offset,
    })),
    metadata,
  };
}

type Corrupt = (what: string) => FeaturescopeError;

function parseObject(bytes: Uint8Array, corrupt: Corrupt): object {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw corrupt("the header is not JSON");
  }
  if (!isObject(value)) throw corrupt("the header is not a JSON object");
  const twice = duplicateKey(text);
  if (twice !== null) throw corrupt(`the header names "${twice}" twice`);
  return value;
}

function checkMetadata(value: unknown, corrupt: Corrupt): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((v) => typeof v === "string"))
    throw corrupt("__metadata__ is not a table of strings");
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, source: ByteSource, dataStart: number) {
  const corrupt = (what: string) =>
    new FeaturescopeError("CORRUPT_FILE", `${source.name}: tensor "${name}" ${what}.`, HINT);
  if (!isObject(value)) throw corrupt("is not described by an object");
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== "string") throw corrupt("has no dtype");
  if (!isDtype(dtype))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${source.name}: tensor "${name}" has dtype ${dtype}, which is not read here.`,
      `Convert it to one of ${Object.keys(STORED_BYTES).join(", ")}.`,
    );
  if (!isSizes(shape)) throw corrupt(`has shape ${JSON.stringify(shape)}, not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2)
    throw corrupt(`has data_offsets ${JSON.stringify(offsets)}, not two positions`);
  const [begin = 0, end = 0] = offsets;
  let elements = 1;
  for (const size of shape) {
    elements *= size;
    if (elements * 8 > Number.MAX_SAFE_INTEGER)
      throw corrupt(`has the impossible shape [${shape.join(", ")}]`);
  }
  if (begin > end || dataStart + end > source.size)
    throw corrupt(
      `lies at ${begin} to ${end}, outside the ${source.size - dataStart} bytes of data (truncated file?)`,
    );
  if (end - begin !== elements * STORED_BYTES[dtype])
    throw corrupt(`has ${end - begin} bytes, but ${dtype} [${shape.join(", ")}] needs another number`);
  return { name, dtype, shape, elements, offset: dataStart + begin, begin, end };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDtype(name: string): name is StoredType {
  return Object.hasOwn(STORED_BYTES, name);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
