import * as tf from "@tensorflow/tfjs";
import { FeaturescopeError } from "@/domain/errors";
import { loadTfjsNode, loadTfjsNodeGpu } from "./backends/tfjs-node";
import { loadWasm } from "./backends/wasm";
import { loadWebGpu } from "./backends/webgpu";

/** In order of preference: CUDA, any other GPU, TensorFlow's CPU kernels, WebAssembly. */
export const BACKEND_NAMES = ["tfjs-node-gpu", "webgpu", "tfjs-node", "wasm"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

export interface PickedBackend {
  name: BackendName;
  /** What computes, for people. */
  description: string;
  /** Why each better backend was passed over, one line each. */
  skipped: string[];
}

/** A backend that registered itself with TensorFlow.js under `registered`. */
export interface LoadedBackend {
  registered: string;
  description: string;
}

/** Each loads a backend's package or throws an Error whose message says why this machine cannot use it. */
const LOADERS: Record<BackendName, () => Promise<LoadedBackend>> = {
  "tfjs-node-gpu": loadTfjsNodeGpu,
  webgpu: loadWebGpu,
  "tfjs-node": loadTfjsNode,
  wasm: loadWasm,
};

/**
 * Loads the first backend that works here and makes it TensorFlow.js's current one.
 * @param only the one to take; throws UNAVAILABLE when it does not work
 */
export async function pickBackend(only?: BackendName): Promise<PickedBackend> {
  const skipped: string[] = [];
  for (const name of only ? [only] : BACKEND_NAMES) {
    try {
      const { registered, description } = await LOADERS[name]();
      if (!(await tf.setBackend(registered))) throw new Error("it failed to start");
      return { name, description, skipped };
    } catch (error) {
      skipped.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new FeaturescopeError(
    "UNAVAILABLE",
    `TensorFlow.js cannot run here (${skipped.join("; ")}).`,
    "Use the onnx engine, or install what is missing.",
  );
}
