import { execFile } from "node:child_process";
import { promisify } from "node:util";

const TIMEOUT_MS = 5000;

/** Name of the first CUDA GPU, or null where the driver's tool finds none. */
export async function findCudaGpu(): Promise<string | null> {
  try {
    const query = ["--query-gpu=name", "--format=csv,noheader"];
    const { stdout } = await promisify(execFile)("nvidia-smi", query, { timeout: TIMEOUT_MS });
    return stdout.split("\n")[0]?.trim() || null;
  } catch {
    return null;
  }
}
