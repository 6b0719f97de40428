/** Types of a GGUF file's tensors by their numbers in ggml.h, and how those that are read here are unpacked. */
import { FeaturescopeError } from "@/domain/errors";
import { widenBfloat16, widenFloat16 } from "../half-floats";
import { unpackQ2K, unpackQ3K, unpackQ4K, unpackQ5K, unpackQ6K } from "./k-blocks";
import { unpackQ4, unpackQ4WithMinimum, unpackQ5, unpackQ5WithMinimum, unpackQ8 } from "./plain-blocks";

/** Whole blocks as they lie in the file, from the start of their buffer -> as many float32 numbers as `to` has. */
export type Unpack = (blocks: Uint8Array<ArrayBuffer>, to: Float32Array) => void;

export interface GgufType {
  name: string;
  /** Numbers in a block, and its bytes. */
  block: number;
  bytes: number;
  unpack: Unpack;
}

const float32: Unpack = ({ buffer }, to) => to.set(new Float32Array(buffer, 0, to.length));
const float16: Unpack = ({ buffer }, to) => to.set(widenFloat16(new Uint16Array(buffer, 0, to.length)));
const bfloat16: Unpack = ({ buffer }, to) => to.set(widenBfloat16(new Uint16Array(buffer, 0, to.length)));

const TYPES: readonly [number: number, name: string, block: number, bytes: number, unpack: Unpack][] = [
  [0, "F32", 1, 4, float32],
  [1, "F16", 1, 2, float16],
  [2, "Q4_0", 32, 18, unpackQ4],
  [3, "Q4_1", 32, 20, unpackQ4WithMinimum],
  [6, "Q5_0", 32, 22, unpackQ5],
  [7, "Q5_1", 32, 24, unpackQ5WithMinimum],
  [8, "Q8_0", 32, 34, unpackQ8],
  [10, "Q2_K", 256, 84, unpackQ2K],
  [11, "Q3_K", 256, 110, unpackQ3K],
  [12, "Q4_K", 256, 144, unpackQ4K],
  [13, "Q5_K", 256, 176, unpackQ5K],
  [14, "Q6_K", 256, 210, unpackQ6K],
  [30, "BF16", 1, 2, bfloat16],
];

const READ: ReadonlyMap<number, GgufType> = new Map(
  TYPES.map(([number, name, block, bytes, unpack]) => [number, { name, block, bytes, unpack }]),
);

/** What else ggml knows, for messages. */
const OTHERS: Readonly<Record<number, string>> = {
  ...{ 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL" },
  ...{ 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64" },
  ...{ 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0" },
};

/** Throws UNSUPPORTED that names the type, the tensor and the file. */
export function tensorType(number: number, tensor: string, file: string): GgufType {
  const found = READ.get(number);
  if (found) return found;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: tensor "${tensor}" is of type ${OTHERS[number] ?? `number ${number}`}, which is not read here.`,
    `Take a file of the same model in ${TYPES.map(([, name]) => name).join(", ")}.`,
  );
}
