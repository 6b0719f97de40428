import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { Engine } from "@/workers/engine/ops";
import { createTfjsEngine } from "@/workers/engine/tfjs/engine";

export interface EngineUnderTest {
  name: string;
  create: () => Promise<Engine>;
}

/** The two that run everywhere; those that must be installed have tests of their own (tests/engines). */
export const enginesUnderTest = (): EngineUnderTest[] => [
  { name: "onnx", create: () => Promise.resolve(createOnnxEngine()) },
  { name: "tfjs wasm", create: () => createTfjsEngine("wasm") },
];
