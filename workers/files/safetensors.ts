/** Reads and writes safetensors files; the header's rules are in safetensors-header.ts. */
import { resolve } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor } from "../engine/ops";
import { writeFileAtomically } from "./atomic-file";
import { withByteSource } from "./byte-source";
import { FileTensor } from "./file-tensor";
import { narrowToBfloat16, narrowToFloat16 } from "./half-floats";
import { readSafetensorsHeader } from "./safetensors-header";
import {
  hostTensor,
  readElements,
  STORED_BYTES,
  type ReadTensorsOptions,
  type StoredType,
} from "./tensor-data";

export interface Safetensors {
  tensors: Map<string, HostTensor>;
  metadata: Record<string, string>;
}

/**
 * All tensors of a file (read by ranges) or of bytes in memory (copied, never aliased): floats of 16 to 64 bits become
 * float32, I32, I64 and U8 become int32.
 * Throws CORRUPT_FILE for anything that does not add up, UNSUPPORTED for another dtype or an I64 beyond int32.
 */
export function readSafetensors(
  input: string | Uint8Array,
  { name, rename = (stored) => stored }: ReadTensorsOptions = {},
): Promise<Safetensors> {
  return withByteSource(
    input,
    async (source) => {
      const { entries, metadata } = await readSafetensorsHeader(source);
      const tensors = new Map<string, HostTensor>();
      for (const entry of entries) {
        const kept = rename(entry.name);
        if (kept === null) continue;
        tensors.set(kept, hostTensor(entry.shape, await readElements(source, entry)));
      }
      return { tensors, metadata };
    },
    name,
  );
}

/** Smaller tensors are worth no mapping, and graphs are simplified by the numbers of the smallest. */
const SMALLEST_IN_PLACE = 1 << 16;

/** As {@link readSafetensors}, but float32 tensors that are not small stay in the file (file-tensor.ts). */
export function readSafetensorsInPlace(
  path: string,
  { rename = (stored) => stored }: ReadTensorsOptions = {},
): Promise<Safetensors> {
  return withByteSource(path, async (source) => {
    const { entries, metadata } = await readSafetensorsHeader(source);
    const tensors = new Map<string, HostTensor>();
    for (const entry of entries) {
      const kept = rename(entry.name);
      if (kept === null) continue;
      const { dtype, shape, elements, offset } = entry;
      tensors.set(
        kept,
        dtype === "F32" && elements * STORED_BYTES[dtype] >= SMALLEST_IN_PLACE
          ? new FileTensor(shape, { path: resolve(path), offset })
          : hostTensor(shape, await readElements(source, entry)),
      );
    }
    return { tensors, metadata };
  });
}

export interface WriteSafetensorsOptions {
  /** How float32 tensors are stored (int32 ones are always I32); 16-bit formats round to the nearest, ties to even. */
  dtype?: "F32" | "F16" | "BF16";
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes all tensors atomically. The bytes depend on names, values and options alone: wider types first, then by
 * name (the reference implementation's order, which keeps every tensor aligned), header padded to 8 bytes.
 * Throws BAD_INPUT for a finite value that the dtype cannot hold, and for a tensor whose shape and data disagree.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, HostTensor>,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  const { dtype: floats = "F32", metadata } = options;
  const parts = [...tensors].map(([name, tensor]): TensorPart => {
    const dtype = tensor.dtype === "int32" ? ("I32" as const) : floats;
    const elements = tensor.shape.reduce((product, size) => product * size, 1);
    if (elements !== tensor.data.length)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${path}: tensor "${name}" has ${tensor.data.length} values, but its shape is [${tensor.shape.join(", ")}].`,
        "Give every tensor a shape whose product is the number of its values.",
      );
    const what = `${path}: tensor "${name}"`;
    return { name, dtype, shape: tensor.shape, bytes: () => encodeTensor(tensor, dtype, what) };
  });
  await writeSafetensorsParts(path, parts, metadata);
}

/** A tensor to write, whose numbers are made when they are needed. */
export interface TensorPart {
  name: string;
  dtype: StoredType;
  shape: readonly number[];
  bytes: () => Uint8Array | Promise<Uint8Array>;
}

/** As {@link writeSafetensors}, one tensor after the other in memory. */
export async function writeSafetensorsParts(
  path: string,
  parts: readonly TensorPart[],
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const planned = [...parts].sort(
    (a, b) => STORED_BYTES[b.dtype] - STORED_BYTES[a.dtype] || compare(a.name, b.name),
  );
  const header: [string, unknown][] = [];
  if (metadata)
    header.push([
      "__metadata__",
      Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => compare(a, b))),
    ]);
  let end = 0;
  for (const { name, dtype, shape } of planned) {
    const begin = end;
    end += shape.reduce((product, size) => product * size, STORED_BYTES[dtype]);
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const prefix = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(prefix.length - 8), true);
  prefix.set(json, 8);

  await writeFileAtomically(path, async (file) => {
    await file.writeFile(prefix);
    for (const { bytes } of planned) await file.writeFile(await bytes());
  });
}

function encodeTensor(tensor: HostTensor, dtype: "F32" | "F16" | "BF16" | "I32", what: string): Uint8Array {
  const { data } = tensor;
  if (dtype === "F32" || dtype === "I32" || !(data instanceof Float32Array))
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const narrow = dtype === "F16" ? narrowToFloat16(data) : narrowToBfloat16(data);
  const infinity = dtype === "F16" ? 0x7c00 : 0x7f80;
  const lost = data.findIndex(
    (value, i) => ((narrow[i] ?? 0) & 0x7fff) === infinity && Number.isFinite(value),
  );
  if (lost >= 0)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${what} holds ${data[lost]}, too large for ${dtype}.`,
      dtype === "F16" ? "Write it as BF16 or F32." : "Write it as F32.",
    );
  return new Uint8Array(narrow.buffer);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
