import type { ByteSource } from "../byte-source";
import type { GgufTensor } from "./header";

/** Bytes that are read and unpacked at once. */
const CHUNK = 1 << 24;

/** A tensor's numbers as float32, unpacked piece by piece. */
export async function readGgufTensor(
  source: ByteSource,
  tensor: GgufTensor,
): Promise<Float32Array<ArrayBuffer>> {
  const { type, elements, offset } = tensor;
  const numbers = new Float32Array(elements);
  const blocksAtOnce = Math.floor(CHUNK / type.bytes);
  for (let block = 0; block * type.block < elements; block += blocksAtOnce) {
    const start = block * type.block;
    const count = Math.min(blocksAtOnce * type.block, elements - start);
    const bytes = new Uint8Array((count / type.block) * type.bytes);
    await source.read(bytes, offset + block * type.bytes);
    type.unpack(bytes, numbers.subarray(start, start + count));
  }
  return numbers;
}
