import { FeaturescopeError } from "@/domain/errors";
import type { EngineChoice } from "./engine-choice";
import { createOnnxEngine } from "./onnx/engine";
import { createCheckedOnnxEngine } from "./onnx/provider-check";
import type { Engine } from "./ops";
import { findCudaGpu } from "./tfjs/backends/cuda";

export interface ChosenEngine {
  engine: Engine;
  /** One sentence for people. */
  reason: string;
  /** Why each better backend was passed over, one line each. */
  skipped: readonly string[];
}

/**
 * "auto" takes TensorFlow.js where CUDA works with it, else ONNX Runtime's CUDA provider where that works, else ONNX on
 * the CPU, whose kernels are several times faster than TensorFlow.js's there. Throws UNAVAILABLE when what is asked for
 * does not work here.
 */
export async function chooseEngine(
  choice: EngineChoice,
  { threads }: { threads: number },
): Promise<ChosenEngine> {
  const onnx = (reason: string, skipped: readonly string[] = []) => ({
    engine: createOnnxEngine({ threads }),
    reason,
    skipped,
  });
  if (choice === "onnx") return onnx("onnx was asked for.");
  if (choice === "onnx-cuda" || choice === "onnx-webgpu") {
    const engine = await createCheckedOnnxEngine(choice === "onnx-cuda" ? "cuda" : "webgpu", threads);
    return { engine, reason: `${choice} was asked for, and computes as the CPU does.`, skipped: [] };
  }
  if (choice === "auto" && !(await findCudaGpu()))
    return onnx("ONNX Runtime on the processor: there is no CUDA GPU.");

  // Loaded only here: TensorFlow.js takes half a second to load, and most workers never need it.
  const { createTfjsEngine } = await import("./tfjs/engine");
  if (choice === "tfjs") {
    const engine = await createTfjsEngine();
    return { engine, reason: "tfjs was asked for.", skipped: engine.skipped };
  }
  try {
    const engine = await createTfjsEngine("tfjs-node-gpu");
    return { engine, reason: `tfjs, because CUDA works: ${engine.description}.`, skipped: [] };
  } catch (error) {
    const skipped = [unavailable(error)];
    try {
      const engine = await createCheckedOnnxEngine("cuda", threads);
      return {
        engine,
        reason: "onnx on CUDA, which TensorFlow.js cannot use; it computes as the CPU does.",
        skipped,
      };
    } catch (onCuda) {
      return onnx("onnx on the CPU, because nothing here can use the GPU.", [
        ...skipped,
        unavailable(onCuda),
      ]);
    }
  }
}

/** What an error says that is about this machine; throws any other. */
function unavailable(error: unknown): string {
  if (error instanceof FeaturescopeError && error.code === "UNAVAILABLE") return error.message;
  throw error;
}
