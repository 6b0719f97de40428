/** WebGPU outside a browser: Dawn from the npm package `webgpu`, for GPUs that are not CUDA. */
import type { LoadedBackend } from "../backend";
import { requireOptional } from "./optional-package";

const HOW_TO_INSTALL = "npm install --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0";

/** Adapters that compute on the CPU, far slower than wasm does. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

interface Dawn {
  create(flags: string[]): Gpu;
  globals: object;
}

interface Gpu {
  requestAdapter(): Promise<{ info: AdapterInfo } | null>;
}

interface AdapterInfo {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  isFallbackAdapter?: boolean;
}

/** Held for the life of the process: Dawn crashes when this is collected while a device of it is in use. */
let gpuInUse: Gpu | undefined;

export async function loadWebGpu(): Promise<LoadedBackend> {
  const { create, globals } = requireOptional("webgpu", HOW_TO_INSTALL) as Dawn;
  const gpu = gpuInUse ?? create([]);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error("no adapter was found");
  const { info } = adapter;
  const name = info.description || info.device || info.vendor;
  if (info.isFallbackAdapter || SOFTWARE.test(`${info.vendor} ${info.architecture} ${name}`)) {
    throw new Error(`only a software adapter was found (${name})`);
  }
  gpuInUse = gpu;
  // The backend looks for a browser's globals when it is loaded.
  Object.assign(globalThis, globals);
  if (!("navigator" in globalThis)) Object.defineProperty(globalThis, "navigator", { value: {} });
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  requireOptional("@tensorflow/tfjs-backend-webgpu", HOW_TO_INSTALL);
  return { registered: "webgpu", description: `WebGPU on ${name}` };
}
