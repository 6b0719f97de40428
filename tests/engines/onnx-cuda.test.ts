import { createCheckedOnnxEngine } from "@/workers/engine/onnx/provider-check";
import { testInstalledEngine } from "./installed-engine";

await testInstalledEngine("onnx on CUDA", () => createCheckedOnnxEngine("cuda", 1));
