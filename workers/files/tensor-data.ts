/** Numbers of weight files as the engine takes them: floats of 16 to 64 bits as float32, whole numbers as int32. */
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor, TypedArray } from "../engine/ops";
import type { ByteSource } from "./byte-source";
import { widenBfloat16, widenFloat16 } from "./half-floats";

/** Names as in safetensors; little-endian. */
export const STORED_BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8, U8: 1 } as const;
export type StoredType = keyof typeof STORED_BYTES;

/** Types that are read as int32. */
export const WHOLE_NUMBERS: ReadonlySet<StoredType> = new Set(["I32", "I64", "U8"]);

/** What is to be read where; the caller has checked that it lies inside the source. */
export interface StoredElements {
  /** For messages. */
  name: string;
  dtype: StoredType;
  elements: number;
  offset: number;
}

/** Throws UNSUPPORTED for an I64 beyond int32. */
export async function readElements(
  source: ByteSource,
  { name, dtype, elements, offset }: StoredElements,
): Promise<TypedArray> {
  const fill = async <A extends ArrayBufferView<ArrayBuffer>>(data: A): Promise<A> => {
    await source.read(new Uint8Array(data.buffer), offset);
    return data;
  };
  switch (dtype) {
    case "F64":
      return Float32Array.from(await fill(new Float64Array(elements)));
    case "F32":
      return fill(new Float32Array(elements));
    case "F16":
      return widenFloat16(await fill(new Uint16Array(elements)));
    case "BF16":
      return widenBfloat16(await fill(new Uint16Array(elements)));
    case "I32":
      return fill(new Int32Array(elements));
    case "U8":
      return Int32Array.from(await fill(new Uint8Array(elements)));
    case "I64": {
      const wide = await fill(new BigInt64Array(elements));
      const beyond = wide.find((value) => BigInt.asIntN(32, value) !== value);
      if (beyond !== undefined)
        throw new FeaturescopeError(
          "UNSUPPORTED",
          `${source.name}: tensor "${name}" holds ${beyond}, which does not fit into 32 bits.`,
          "Whole numbers are read only up to 2,147,483,647.",
        );
      return Int32Array.from(wide, Number);
    }
  }
}

export const hostTensor = (shape: number[], data: TypedArray): HostTensor => ({
  dtype: data instanceof Int32Array ? "int32" : "float32",
  shape,
  data,
});

/** What the readers of tensor files share. */
export interface ReadTensorsOptions {
  /** Stands in messages in place of the path. */
  name?: string;
  /** The name under which a tensor is wanted; null for one that is not read. */
  rename?: (stored: string) => string | null;
}
