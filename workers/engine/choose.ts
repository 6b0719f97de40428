import { FeaturescopeError } from "@/domain/errors";
import type { EngineChoice } from "./engine-choice";
import { createOnnxEngine } from "./onnx/engine";
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
 * "auto" takes TensorFlow.js where CUDA works with it, else ONNX on the CPU, whose kernels are several times faster
 * than TensorFlow.js's there. Throws UNAVAILABLE when "tfjs" is asked for and no backend of it works.
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
  if (choice === "auto" && !(await findCudaGpu())) return onnx("onnx, because no CUDA GPU was found.");

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
    if (!(error instanceof FeaturescopeError) || error.code !== "UNAVAILABLE") throw error;
    return onnx("onnx, because TensorFlow.js cannot use the GPU.", [error.message]);
  }
}
