import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { FeaturescopeError } from "@/domain/errors";
import type { LoadedBackend } from "../backend";

export async function loadWasm(): Promise<LoadedBackend> {
  await import("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  refuseFailedAllocations(tf.backend() as unknown as Heap);
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return { registered: "wasm", description: `wasm ${simd ? "with" : "without"} SIMD, 1 thread` };
}

type Heap = Pick<BackendWasm, "move" | "getMemoryOffset">;

const guarded = new WeakSet<Heap>();

const HEAP_BYTES = 2 ** 32;
const BYTES_PER_ELEMENT = 4;

/**
 * The backend takes the null pointer of a failed allocation for a valid one, and sizes beyond 32 bits wrap around:
 * both give wrong numbers or crash later.
 */
function refuseFailedAllocations(backend: Heap): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    const bytes = shape.reduce((product, dim) => product * dim, BYTES_PER_ELEMENT);
    if (bytes > HEAP_BYTES) throw tooLarge(shape);
    move(dataId, values, shape, dtype, refCount);
    if (bytes > 0 && backend.getMemoryOffset(dataId) === 0) throw tooLarge(shape);
  };
}

const tooLarge = (shape: readonly number[]) =>
  new FeaturescopeError(
    "TOO_LARGE",
    `A tensor of shape [${shape.join(", ")}] does not fit into WebAssembly's 4 GiB of memory.`,
    "Use smaller batches, or the onnx engine.",
  );
