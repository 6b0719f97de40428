import { createTfjsEngine } from "@/workers/engine/tfjs/engine";
import { testInstalledEngine } from "./installed-engine";

await testInstalledEngine("tfjs on TensorFlow's CUDA kernels", () => createTfjsEngine("tfjs-node-gpu"));
