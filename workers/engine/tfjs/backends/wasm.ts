import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { FeaturescopeError } from "@/domain/errors";
import type { LoadedBackend } from "../backend";

export async function loadWasm(): Promise<LoadedBackend> {
  await import("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  refuseFailedAllocations(tf.backend() as BackendWasm);
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return { registered: "wasm", description: `wasm ${simd ? "with" : "without"} SIMD, 1 thread` };
}

const guarded = new WeakSet<BackendWasm>();

/** The heap ends at 4 GiB, and the backend takes the null pointer of a failed allocation for a valid one. */
function refuseFailedAllocations(backend: BackendWasm): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    move(dataId, values, shape, dtype, refCount);
    if (backend.getMemoryOffset(dataId) !== 0 || shape.includes(0)) return;
    throw new FeaturescopeError(
      "TOO_LARGE",
      `A tensor of shape [${shape.join(", ")}] does not fit into WebAssembly's 4 GiB of memory.`,
      "Use smaller batches, or the onnx engine.",
    );
  };
}
