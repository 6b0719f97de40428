import { withByteSource } from "@/workers/files/byte-source";
import { readGgufHeader } from "@/workers/files/gguf/header";
import type { GgufScalar, GgufValue } from "@/workers/files/gguf/value-types";

export interface GgufDraft {
  settings: Map<string, GgufValue>;
  /** Types by ggml's numbers; shapes rows first. */
  tensors: { name: string; number: number; shape: number[]; data: Uint8Array }[];
}

const NUMBERS: Readonly<Record<string, number>> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 8 };
const ALIGNMENT = 32;

/** A GGUF file again, with something changed in it. */
export async function changedGguf(
  original: Uint8Array,
  change: (draft: GgufDraft) => void,
): Promise<Uint8Array> {
  const { settings, tensors } = await withByteSource(original, readGgufHeader);
  const draft: GgufDraft = {
    settings: new Map(settings),
    tensors: tensors.map(({ name, type, shape, offset, bytes }) => ({
      ...{ name, shape, number: NUMBERS[type.name] ?? 0 },
      data: original.slice(offset, offset + bytes),
    })),
  };
  change(draft);
  return writeGguf(draft);
}

export function writeGguf({ settings, tensors }: GgufDraft): Uint8Array {
  const parts: Uint8Array[] = [];
  const bytes = (length: number, write: (view: DataView) => void) => {
    const part = new Uint8Array(length);
    write(new DataView(part.buffer));
    parts.push(part);
  };
  const uint32 = (value: number) => bytes(4, (view) => view.setUint32(0, value, true));
  const uint64 = (value: number) => bytes(8, (view) => view.setBigUint64(0, BigInt(value), true));
  const string = (text: string) => {
    const utf8 = new TextEncoder().encode(text);
    uint64(utf8.length);
    parts.push(utf8);
  };
  const scalar = (value: GgufScalar, type: number) => {
    if (typeof value === "string") string(value);
    else if (typeof value === "boolean") bytes(1, (view) => view.setUint8(0, value ? 1 : 0));
    else if (type === INT32) bytes(4, (view) => view.setInt32(0, value, true));
    else bytes(4, (view) => view.setFloat32(0, value, true));
  };

  parts.push(new TextEncoder().encode("GGUF"));
  uint32(3);
  uint64(tensors.length);
  uint64(settings.size);
  for (const [key, value] of settings) {
    string(key);
    const list = typeof value === "object" ? value : null;
    if (!list) {
      const type = typeOf([value as GgufScalar]);
      uint32(type);
      scalar(value as GgufScalar, type);
      continue;
    }
    const type = typeOf(list);
    uint32(9);
    uint32(type);
    uint64(list.length);
    for (const entry of list) scalar(entry, type);
  }
  let place = 0;
  for (const { name, number, shape, data } of tensors) {
    string(name);
    uint32(shape.length);
    for (const size of [...shape].reverse()) uint64(size);
    uint32(number);
    uint64(place);
    place += padded(data.length);
  }
  const header = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(new Uint8Array(padded(header) - header));
  for (const { data } of tensors) parts.push(data, new Uint8Array(padded(data.length) - data.length));
  return new Uint8Array(Buffer.concat(parts));
}

const INT32 = 5;
const padded = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function typeOf(values: readonly GgufScalar[]): number {
  const [first] = values;
  if (typeof first === "string") return 8;
  if (typeof first === "boolean") return 7;
  return values.every(Number.isInteger) ? INT32 : 6;
}
