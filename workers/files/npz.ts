/**
 * NumPy's .npz: a zip archive of .npy arrays. Source: NumPy Enhancement Proposal 1 (A Simple File Format for NumPy Arrays).
 */
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor, TypedArray } from "../engine/ops";
import { withByteSource, type ByteSource } from "./byte-source";
import {
  hostTensor,
  readElements,
  STORED_BYTES,
  type ReadTensorsOptions,
  type StoredType,
} from "./tensor-data";
import {
  beyondLimit,
  readZipDirectory,
  readZipEntry,
  unpackedLimit,
  zipEntryOffset,
  type ZipEntry,
} from "./zip";

const TYPES: Readonly<Record<string, StoredType>> = {
  "<f8": "F64",
  "<f4": "F32",
  "<f2": "F16",
  "<i4": "I32",
  "<i8": "I64",
};
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const LARGEST_HEADER = 1 << 16;
const HINT = "The file is damaged or not what numpy.savez writes: fetch or write it again.";

/**
 * All arrays by name. Throws CORRUPT_FILE, UNSUPPORTED for another element type, which is named, or TOO_LARGE when the
 * arrays together would take more than the archive can honestly hold (unpackedLimit).
 */
export function readNpz(
  input: string | Uint8Array,
  { name, rename = (stored) => stored }: ReadTensorsOptions = {},
): Promise<Map<string, HostTensor>> {
  return withByteSource(
    input,
    async (source) => {
      const arrays = new Map<string, HostTensor>();
      let room = unpackedLimit(source);
      for (const entry of (await readZipDirectory(source)).values()) {
        const kept = entry.name.endsWith(".npy") ? rename(entry.name.slice(0, -".npy".length)) : null;
        if (kept === null) continue;
        room -= entry.size;
        if (room < 0) throw beyondLimit(source, "Write it with numpy.savez, which does not pack its arrays.");
        arrays.set(kept, await readArray(source, entry));
      }
      return arrays;
    },
    name,
  );
}

async function readArray(archive: ByteSource, entry: ZipEntry): Promise<HostTensor> {
  if (entry.deflated) {
    const content = await readZipEntry(archive, entry, unpackedLimit(archive));
    return withByteSource(content, (source) => readNpy(source, 0, entry.size, entry.name), archive.name);
  }
  return readNpy(archive, await zipEntryOffset(archive, entry), entry.size, entry.name);
}

async function readNpy(source: ByteSource, start: number, size: number, entry: string): Promise<HostTensor> {
  const corrupt = (what: string) =>
    new FeaturescopeError("CORRUPT_FILE", `${source.name}: ${entry} ${what}.`, HINT);
  if (size < 12) throw corrupt("is too short for an array");
  const prefix = new Uint8Array(12);
  await source.read(prefix, start);
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) throw corrupt("does not begin as an array does");
  const view = new DataView(prefix.buffer);
  const short = prefix[6] === 1;
  const length = short ? view.getUint16(8, true) : view.getUint32(8, true);
  const headerStart = short ? 10 : 12;
  if (length > LARGEST_HEADER || headerStart + length > size)
    throw corrupt(`claims a header of ${length} bytes`);
  const header = new Uint8Array(length);
  await source.read(header, start + headerStart);
  const { dtype, columnMajor, shape } = parseHeader(new TextDecoder("latin1").decode(header), source, entry);
  const elements = shape.reduce((product, dim) => product * dim, 1);
  const bytes = size - headerStart - length;
  if (!Number.isSafeInteger(elements) || elements * STORED_BYTES[dtype] !== bytes)
    throw corrupt(`has ${bytes} bytes, but [${shape.join(", ")}] needs another number`);
  const data = await readElements(source, {
    name: entry,
    dtype,
    elements,
    offset: start + headerStart + length,
  });
  return hostTensor(shape, columnMajor ? rowMajor(data, shape) : data);
}

function parseHeader(text: string, source: ByteSource, entry: string) {
  const fields =
    /^\{'descr': '([^']{1,32})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,15}(?:, ?|,?(?=\))))*)\),? *\}\s*$/.exec(
      text,
    );
  if (!fields)
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${source.name}: ${entry} has a header that is not NumPy's.`,
      HINT,
    );
  const [, descr = "", order, sizes = ""] = fields;
  const dtype = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (!dtype)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${source.name}: ${entry} has elements of type "${descr}", which is not read here.`,
      `Convert it to one of ${Object.keys(TYPES).join(", ")}.`,
    );
  const shape = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  return { dtype, columnMajor: order === "True", shape };
}

/** Column-major elements in row-major order. */
function rowMajor(data: TypedArray, shape: readonly number[]): TypedArray {
  const ordered = data instanceof Int32Array ? new Int32Array(data.length) : new Float32Array(data.length);
  const index = shape.map(() => 0);
  for (const value of data) {
    let at = 0;
    shape.forEach((size, axis) => (at = at * size + (index[axis] ?? 0)));
    ordered[at] = value;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return ordered;
}
