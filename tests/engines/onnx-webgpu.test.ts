import { expect, test, vi } from "vitest";
import { countProducts } from "@/workers/engine/onnx/products";
import { createCheckedOnnxEngine } from "@/workers/engine/onnx/provider-check";
import { loadDemoModel, logitsSpec } from "../unit/engine/demo-model";
import { testInstalledEngine } from "./installed-engine";

const installed = await testInstalledEngine("onnx on WebGPU", () => createCheckedOnnxEngine("webgpu", 1));

test.runIf(installed)("leaves no product of a model to the CPU", async () => {
  const { config, weights } = await loadDemoModel();
  const row = (data: Int32Array) => ({ dtype: "int32" as const, shape: [1, data.length], data });
  const feeds = { ids: row(Int32Array.of(1, 9038, 2501, 263)), positions: row(Int32Array.of(0, 1, 2, 3)) };
  const run = { spec: logitsSpec(config), weights, feeds };
  const onCpu = await countProducts("cpu", run);
  expect(onCpu.all).toBeGreaterThan(0);
  expect(onCpu.onCpu).toBe(onCpu.all);
  const { onCpu: left, all } = await countProducts("webgpu", run);
  expect(all).toBeGreaterThan(onCpu.all);
  expect(left).toBe(0);
});

test.runIf(installed && process.env.FEATURESCOPE_SOFTWARE_GPU === "1")(
  "is refused to people where it runs in software",
  async () => {
    vi.stubEnv("FEATURESCOPE_SOFTWARE_GPU", "");
    await expect(createCheckedOnnxEngine("webgpu", 1)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/it is slower than one thread of the CPU/) as string,
    });
  },
);
