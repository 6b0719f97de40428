/**
 * Files of torch.save (a zip archive since PyTorch 1.6): data.pkl describes tensors by storage, offset, size and
 * stride; data/KEY holds a storage. The pickle is read by pickle.ts with the few names below, and nothing is run.
 * Source: torch/serialization.py and torch/_utils.py.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor, TypedArray } from "../engine/ops";
import { withByteSource, type ByteSource } from "./byte-source";
import { Opaque, unpickle, type PickleValue } from "./pickle";
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

export interface TorchFile {
  /** By name; in nested dictionaries "outer.inner". */
  tensors: Map<string, HostTensor>;
  /** Everything else that has a name: numbers, strings, flags. */
  values: Map<string, number | string | boolean>;
}

const STORAGES: Readonly<Record<string, StoredType>> = {
  DoubleStorage: "F64",
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  IntStorage: "I32",
  LongStorage: "I64",
};
/** Types that are allowed to occur but not to be asked for. */
const OTHER_STORAGES = ["BoolStorage", "ByteStorage", "CharStorage", "ShortStorage"];

/** Names and layout of all tensors; the numbers are elsewhere. */
const LARGEST_PICKLE = 64 << 20;
const DEEPEST = 8;

interface Storage {
  key: string;
  type: string;
  elements: number;
}

interface TensorView {
  storage: Storage;
  offset: number;
  shape: number[];
  strides: number[];
}

/**
 * All tensors and named plain values. Throws CORRUPT_FILE, UNSUPPORTED (another global, by its name; the format from
 * before PyTorch 1.6) or TOO_LARGE when the tensors would take far more memory than the file.
 */
export function readTorchFile(
  input: string | Uint8Array,
  options: ReadTensorsOptions = {},
): Promise<TorchFile> {
  const { rename = (stored: string) => stored } = options;
  return withByteSource(
    input,
    async (source) => {
      await refuseOldFormat(source);
      const entries = await readZipDirectory(source);
      const pickle = [...entries.values()].find(({ name }) => /^([^/]+\/)?data\.pkl$/.test(name));
      if (!pickle) throw corrupt(source, "it has no data.pkl, so torch.save did not write it");
      const folder = pickle.name.slice(0, -"data.pkl".length);
      const order = entries.get(`${folder}byteorder`);
      if (order && new TextDecoder().decode(await readZipEntry(source, order, 16)) !== "little")
        throw corrupt(source, "its numbers are not little-endian");
      const root = unpickle(
        await readZipEntry(source, pickle, Math.min(LARGEST_PICKLE, unpackedLimit(source))),
        {
          name: source.name,
          globals: GLOBALS,
          persistent: (id) => persistentStorage(id, source),
        },
      );

      const { views, values } = named(root, source);
      const tensors = new Map<string, HostTensor>();
      // tied weights and 16-bit numbers take more room than the file has, but not without end
      let room = unpackedLimit(source);
      for (const [stored, view] of views) {
        const name = rename(stored);
        if (name === null) continue;
        const entry = entries.get(`${folder}data/${view.storage.key}`);
        if (!entry)
          throw corrupt(source, `tensor "${stored}" lies in storage ${view.storage.key}, which is missing`);
        const elements = checkView(view, stored, source);
        room -= 4 * elements;
        if (room < 0)
          throw beyondLimit(source, "Save the tensors one by one, without views that share their storage.");
        tensors.set(name, hostTensor(view.shape, await readView(source, entry, view, stored, elements)));
      }
      return { tensors, values };
    },
    options.name,
  );
}

const corrupt = (source: ByteSource, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${source.name}: ${what}.`,
    "The file is damaged or not what torch.save writes: fetch or write it again.",
  );

async function refuseOldFormat(source: ByteSource): Promise<void> {
  const start = new Uint8Array(Math.min(2, source.size));
  await source.read(start, 0);
  if (start[0] === 0x80 && start[1] === 2)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${source.name} is in the format from before PyTorch 1.6.`,
      "Load it with torch.load(path, weights_only=True) and save the result with torch.save or safetensors.",
    );
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const numbers = (value: unknown): number[] | null =>
  Array.isArray(value) && value.every(isNumber) ? value : null;

/** torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks). */
function rebuildTensor([storage, offset, size, stride]: PickleValue[]): PickleValue {
  const [shape, strides] = [numbers(size), numbers(stride)];
  const known = storage instanceof Opaque && storage.kind === "storage";
  if (!known || !isNumber(offset) || !shape || !strides || shape.length !== strides.length)
    throw new Error("not a tensor");
  return new Opaque("tensor", {
    storage: storage.content as Storage,
    offset,
    shape,
    strides,
  } satisfies TensorView);
}

const GLOBALS = new Map<string, PickleValue | ((args: PickleValue[]) => PickleValue)>([
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", ([tensor]) => tensor ?? null],
  ["collections.OrderedDict", () => new Map()],
  ["torch.Size", ([sizes]) => sizes ?? null],
  ...[...Object.keys(STORAGES), ...OTHER_STORAGES].map(
    (type) => [`torch.${type}`, new Opaque("type", type)] as const,
  ),
]);

/** ("storage", type, key, device, number of elements). */
function persistentStorage(id: PickleValue, source: ByteSource): PickleValue {
  const [tag, type, key, , elements] = Array.isArray(id) ? id : [];
  if (
    tag !== "storage" ||
    !(type instanceof Opaque && type.kind === "type") ||
    typeof key !== "string" ||
    !isNumber(elements)
  )
    throw corrupt(source, "a storage is not described as PyTorch does");
  return new Opaque("storage", { key, type: type.content as string, elements } satisfies Storage);
}

/** Tensors and plain values of nested dictionaries by their dotted names. */
function named(root: PickleValue, source: ByteSource) {
  const views = new Map<string, TensorView>();
  const values: TorchFile["values"] = new Map();
  const visited = new Set<PickleValue>();
  const visit = (value: PickleValue, name: string, depth: number) => {
    if (value instanceof Opaque && value.kind === "tensor") views.set(name, value.content as TensorView);
    else if (typeof value === "number" || typeof value === "string" || typeof value === "boolean")
      values.set(name, value);
    else if (value instanceof Map && depth < DEEPEST && !visited.has(value)) {
      visited.add(value);
      for (const [key, inner] of value)
        if (typeof key === "string") visit(inner, name === "" ? key : `${name}.${key}`, depth + 1);
    }
  };
  if (!(root instanceof Map)) throw corrupt(source, "it does not hold a dictionary of tensors");
  visit(root, "", 0);
  return { views, values };
}

/** @returns the number of elements; throws CORRUPT_FILE when the view leaves its storage. */
function checkView(
  { storage, offset, shape, strides }: TensorView,
  name: string,
  source: ByteSource,
): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * (strides[axis] ?? 0), offset);
  if (elements > storage.elements || (elements > 0 && last >= storage.elements))
    throw corrupt(source, `tensor "${name}" [${shape.join(", ")}] leaves its storage of ${storage.elements}`);
  return elements;
}

async function readView(
  source: ByteSource,
  entry: ZipEntry,
  view: TensorView,
  name: string,
  elements: number,
): Promise<TypedArray> {
  const { storage, offset, shape, strides } = view;
  const dtype = Object.hasOwn(STORAGES, storage.type) ? STORAGES[storage.type] : undefined;
  if (!dtype)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${source.name}: tensor "${name}" is a ${storage.type}, which is not read here.`,
      `Convert it to one of ${Object.keys(STORAGES).join(", ")}.`,
    );
  const width = STORED_BYTES[dtype];
  if (entry.size < storage.elements * width)
    throw corrupt(source, `storage ${storage.key} has ${entry.size} bytes for ${storage.elements} elements`);
  const plain = isContiguous(shape, strides);
  const read = (from: ByteSource, start: number): Promise<TypedArray> =>
    readElements(from, {
      name,
      dtype,
      elements: plain ? elements : storage.elements,
      offset: start + (plain ? offset * width : 0),
    });
  const data = entry.deflated
    ? await withByteSource(await readZipEntry(source, entry, unpackedLimit(source)), (from) => read(from, 0))
    : await read(source, await zipEntryOffset(source, entry));
  return plain ? data : gather(data, view, elements);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}

/** The view's elements in row-major order. */
function gather(data: TypedArray, { shape, strides, offset }: TensorView, elements: number): TypedArray {
  const gathered = data instanceof Int32Array ? new Int32Array(elements) : new Float32Array(elements);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < elements; i++) {
    gathered[i] = data[at] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      at += strides[axis] ?? 0;
      index[axis] = next;
      if (next < (shape[axis] ?? 0)) break;
      at -= next * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return gathered;
}
