/** Values of a GGUF header as they stand in the file, little-endian. Source: ggml's docs/gguf.md. */
import type { HeaderCursor } from "./header-cursor";

export type GgufScalar = string | number | boolean;
export type GgufValue = GgufScalar | readonly GgufScalar[];

const STRING = 8;
const ARRAY = 9;

/** By the number of the type; `bytes` is what a value takes at least. */
const SCALARS: Readonly<Record<number, { bytes: number; read: (cursor: HeaderCursor) => GgufScalar }>> = {
  0: { bytes: 1, read: (cursor) => cursor.uint8() },
  1: { bytes: 1, read: (cursor) => (cursor.uint8() << 24) >> 24 },
  2: { bytes: 2, read: (cursor) => cursor.uint16() },
  3: { bytes: 2, read: (cursor) => (cursor.uint16() << 16) >> 16 },
  4: { bytes: 4, read: (cursor) => cursor.uint32() },
  5: { bytes: 4, read: (cursor) => cursor.uint32() | 0 },
  6: { bytes: 4, read: (cursor) => cursor.float32() },
  7: { bytes: 1, read: (cursor) => cursor.uint8() !== 0 },
  [STRING]: { bytes: 8, read: (cursor) => cursor.string() },
  10: { bytes: 8, read: (cursor) => cursor.uint64() },
  11: { bytes: 8, read: (cursor) => cursor.int64() },
  12: { bytes: 8, read: (cursor) => cursor.float64() },
};

/** More entries than any vocabulary has tokens or merges. */
const LONGEST_ARRAY = 1 << 22;

/** The value after its key, which `key` names in messages. */
export function readValue(cursor: HeaderCursor, key: string): GgufValue {
  const type = cursor.uint32();
  if (type !== ARRAY) return scalar(cursor, type, key).read(cursor);
  const { bytes, read } = scalar(cursor, cursor.uint32(), key);
  const length = cursor.uint64();
  if (length > LONGEST_ARRAY || length * bytes > cursor.left)
    throw cursor.corrupt(`"${key}" claims ${length} entries`);
  const values: GgufScalar[] = [];
  for (let i = 0; i < length; i++) values.push(read(cursor));
  return values;
}

function scalar(cursor: HeaderCursor, type: number, key: string) {
  const found = SCALARS[type];
  if (!found) throw cursor.corrupt(`"${key}" has a value of the unknown type ${type}`);
  return found;
}
