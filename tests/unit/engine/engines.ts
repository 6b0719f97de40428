import type { Engine } from "@/workers/engine/ops";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { BACKEND_NAMES } from "@/workers/engine/tfjs/backend";
import { createTfjsEngine } from "@/workers/engine/tfjs/engine";

export interface EngineUnderTest {
  name: string;
  create: () => Promise<Engine>;
}

/** onnx, tfjs on wasm, and tfjs on every other backend that works here. */
export async function enginesUnderTest(
  /** Is told what was skipped and why. */
  report: (line: string) => void = () => undefined,
): Promise<EngineUnderTest[]> {
  const engines: EngineUnderTest[] = [{ name: "onnx", create: () => Promise.resolve(createOnnxEngine()) }];
  for (const backend of BACKEND_NAMES) {
    const create = () => createTfjsEngine(backend);
    try {
      if (backend !== "wasm") await create();
      engines.push({ name: `tfjs ${backend}`, create });
    } catch (error) {
      report(`skipped: ${(error as Error).message}`);
    }
  }
  return engines;
}
