import { expect, test } from "vitest";
import { createTfjsEngine } from "@/workers/engine/tfjs/engine";
import { testInstalledEngine } from "./installed-engine";

const installed = await testInstalledEngine("tfjs on TensorFlow's CPU kernels", () =>
  createTfjsEngine("tfjs-node"),
);

test.runIf(installed)("says what computes", async () => {
  const { description } = await createTfjsEngine("tfjs-node");
  expect(description).toBe("TensorFlow.js 4.22.0, tfjs-node on the CPU, TensorFlow 2.18.1");
});
