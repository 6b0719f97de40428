/** The native TensorFlow packages: tfjs-node on the CPU, tfjs-node-gpu on CUDA. */
import * as tf from "@tensorflow/tfjs";
import util from "node:util";
import type { LoadedBackend } from "../backend";
import { findCudaGpu } from "./cuda";
import { requireOptional } from "./optional-package";

export async function loadTfjsNodeGpu(): Promise<LoadedBackend> {
  const gpu = await findCudaGpu();
  if (!gpu) throw new Error("no CUDA GPU (nvidia-smi lists none)");
  // Ampere and later would round the factors of every product to 10 bits, which shows in activations.
  process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  loadNative("@tensorflow/tfjs-node-gpu", "npm run enable-gpu");
  await tf.setBackend("tensorflow");
  if (!(tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) {
    throw new Error(`TensorFlow does not see the ${gpu}; it needs the libraries of CUDA 11.2 and cuDNN 8.1`);
  }
  return { registered: "tensorflow", description: `tfjs-node-gpu on ${gpu}` };
}

export function loadTfjsNode(): Promise<LoadedBackend> {
  return new Promise((resolve) => {
    loadNative("@tensorflow/tfjs-node", "npm install --no-save @tensorflow/tfjs-node@4.22.0");
    resolve({ registered: "tensorflow", description: "tfjs-node on the CPU" });
  });
}

function loadNative(name: string, howToInstall: string): void {
  const legacy = util as unknown as Partial<Record<string, (value: unknown) => boolean>>;
  // tfjs-node 4.22 still calls these two, which Node 23 removed.
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  try {
    requireOptional(name, howToInstall);
  } catch (error) {
    const missing = error instanceof Error && error.message.includes("native addon module");
    throw missing ? new Error(`installed without its native library (${howToInstall})`) : firstLine(error);
  }
}

const firstLine = (error: unknown): Error =>
  new Error((error instanceof Error ? error.message : String(error)).split("\n")[0]);
