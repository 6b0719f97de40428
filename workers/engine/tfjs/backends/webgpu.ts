/** WebGPU outside a browser: Dawn, for GPUs that are not CUDA. */
import { createRequire } from "node:module";
import { dataFolder } from "../../../files/data-folder";
import { exists } from "../../../files/exists";
import { isSoftwareGpuAllowed } from "../../software-gpu";
import type { LoadedBackend } from "../backend";
import { dawnPath } from "../native/dawn";

const require = createRequire(import.meta.url);

/** Adapters that compute on the CPU, far slower than wasm does. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

interface Dawn {
  create(flags: string[]): Gpu;
  globals: object;
}

interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

interface Adapter {
  info: AdapterInfo;
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
  const gpu = gpuInUse ?? (await openDawn()).create([]);
  const name = hardwareName(await gpu.requestAdapter());
  // The backend looks for a browser's globals when it is loaded.
  if (!("navigator" in globalThis)) Object.defineProperty(globalThis, "navigator", { value: {} });
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  gpuInUse = gpu;
  await import("@tensorflow/tfjs-backend-webgpu");
  return { registered: "webgpu", description: `WebGPU on ${name}` };
}

async function openDawn(): Promise<Dawn> {
  const path = dawnPath(dataFolder());
  if (!(await exists(path))) throw new Error("not installed (npm run enable-webgpu)");
  const dawn = require(path) as Dawn;
  Object.assign(globalThis, dawn.globals);
  return dawn;
}

/** What an adapter is called. @throws Error where there is none, or only one in software */
export function hardwareName(adapter: Adapter | null): string {
  if (!adapter) throw new Error("no adapter was found");
  const { info } = adapter;
  const name = info.description || info.device || info.vendor;
  const isSoftware =
    info.isFallbackAdapter === true || SOFTWARE.test(`${info.vendor} ${info.architecture} ${name}`);
  if (isSoftware && !isSoftwareGpuAllowed()) throw new Error(`only a software adapter was found (${name})`);
  return name;
}
