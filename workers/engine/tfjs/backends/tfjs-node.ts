/** TensorFlow's own kernels: tfjs-node on the CPU, tfjs-node-gpu on CUDA. */
import * as tf from "@tensorflow/tfjs";
import type { LoadedBackend } from "../backend";
import { loadTensorflow } from "../native/load-binding";
import { TENSORFLOW_VERSION } from "../native/tensorflow";
import { findCudaGpu } from "./cuda";

export async function loadTfjsNodeGpu(): Promise<LoadedBackend> {
  const gpu = await findCudaGpu();
  if (!gpu) throw new Error("no CUDA GPU (nvidia-smi lists none)");
  // Ampere and later would round the factors of every product to 10 bits, which shows in activations.
  process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  await loadTensorflow("gpu");
  await tf.setBackend("tensorflow");
  if (!(tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice)
    throw new Error(`TensorFlow does not see the ${gpu}; it needs a driver for CUDA 12.5 (555 or later)`);
  return {
    registered: "tensorflow",
    description: `tfjs-node-gpu on ${gpu}, TensorFlow ${TENSORFLOW_VERSION}`,
  };
}

export async function loadTfjsNode(): Promise<LoadedBackend> {
  await loadTensorflow("cpu");
  return { registered: "tensorflow", description: `tfjs-node on the CPU, TensorFlow ${TENSORFLOW_VERSION}` };
}
