import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chooseEngine } from "@/workers/engine/choose";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { differenceTo } from "@/workers/engine/onnx/provider-check";
import type { Engine } from "@/workers/engine/ops";
import { createTfjsEngine } from "@/workers/engine/tfjs/engine";
import { BACKEND_NAMES, pickBackend } from "@/workers/engine/tfjs/backend";
import { hardwareName } from "@/workers/engine/tfjs/backends/webgpu";
import { BINDING, tensorflowFolder } from "@/workers/engine/tfjs/native/tensorflow";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "featurescope-engine-"));
  // nothing is installed there
  vi.stubEnv("FEATURESCOPE_DATA", folder);
  vi.stubEnv("FEATURESCOPE_SOFTWARE_GPU", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A machine without any tool on its path, or with a driver that lists `gpu`. */
function machineWith(gpu: string | null): void {
  if (gpu) {
    writeFileSync(join(folder, "nvidia-smi"), `#!/bin/sh\necho "${gpu}"\n`);
    chmodSync(join(folder, "nvidia-smi"), 0o755);
  }
  vi.stubEnv("PATH", [folder, "/bin"].join(delimiter));
}

describe("choosing an engine", () => {
  test("auto without CUDA is onnx", async () => {
    machineWith(null);
    const { engine, reason } = await chooseEngine("auto", { threads: 2 });
    expect(engine.kind).toBe("onnx");
    expect(engine.description).toMatch(/^onnxruntime-node 1\.30\.0, cpu, 2 threads$/);
    expect(reason).toBe("ONNX Runtime on the processor: there is no CUDA GPU.");
  });

  test("auto with CUDA but without tfjs-node-gpu is onnx, and says how to change that", async () => {
    machineWith("NVIDIA Test 9000");
    const { engine, reason, skipped } = await chooseEngine("auto", { threads: 1 });
    expect(engine.kind).toBe("onnx");
    expect(reason).toBe("onnx on the CPU, because nothing here can use the GPU.");
    expect(skipped).toEqual([
      "TensorFlow.js cannot run here (tfjs-node-gpu: not installed (npm run enable-gpu)).",
      expect.stringMatching(/^ONNX Runtime's cuda provider cannot run here \(.+\)\.$/),
    ]);
  });

  test("a provider that is asked for and does not work is an error that says what it needs", async () => {
    machineWith(null);
    await expect(chooseEngine("onnx-cuda", { threads: 1 })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      hint: expect.stringContaining("CUDA 12") as string,
    });
  });

  test("the check of a provider passes for another engine that is right, and not for one that rounds to 10 bits", async () => {
    const reference = createOnnxEngine();
    const right = await differenceTo(reference, await createTfjsEngine("wasm"));
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(1e-5);
    const coarse: Engine = {
      ...reference,
      compile: (spec, weights) =>
        reference.compile(
          spec,
          new Map(
            [...weights].map(([name, weight]) => [
              name,
              {
                ...weight,
                data: Float32Array.from(
                  weight.data,
                  (x) => Math.fround(x * (1 + 2 ** 13)) - Math.fround(x * 2 ** 13),
                ),
              },
            ]),
          ),
        ),
    };
    expect(await differenceTo(reference, coarse)).toBeGreaterThan(1e-4);
  });

  test("onnx and tfjs can be asked for", async () => {
    machineWith(null);
    expect((await chooseEngine("onnx", { threads: 1 })).reason).toBe("onnx was asked for.");
    const { engine, reason, skipped } = await chooseEngine("tfjs", { threads: 1 });
    expect(engine.description).toContain("wasm");
    expect(reason).toBe("tfjs was asked for.");
    expect(skipped).toEqual([
      "tfjs-node-gpu: no CUDA GPU (nvidia-smi lists none)",
      "webgpu: not installed (npm run enable-webgpu)",
      "tfjs-node: not installed (npm run enable-tensorflow)",
    ]);
  });
});

describe("backends of TensorFlow.js", () => {
  test("a binding that cannot be loaded is passed over, in one line", async () => {
    mkdirSync(tensorflowFolder(folder, "cpu"), { recursive: true });
    writeFileSync(join(tensorflowFolder(folder, "cpu"), BINDING), "no library");
    await expect(pickBackend("tfjs-node")).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(
        /^TensorFlow\.js cannot run here \(tfjs-node: it cannot be loaded \(.+\)\)\.$/,
      ) as string,
    });
  });

  test.each([
    ["no adapter", null, "no adapter was found"],
    [
      "a software adapter",
      { vendor: "mesa", architecture: "", description: "llvmpipe (LLVM 15)" },
      "llvmpipe",
    ],
    ["SwiftShader", { vendor: "google", architecture: "swiftshader", description: "" }, "only a software"],
    [
      "a fallback",
      { vendor: "x", architecture: "", description: "y", isFallbackAdapter: true },
      "only a software",
    ],
  ])("WebGPU with %s is not used", (_, info, reason) => {
    expect(() => hardwareName(info && { info: { device: "", ...info } })).toThrow(reason);
  });

  test("WebGPU on a GPU is called by its name", () => {
    const info = { vendor: "nvidia", architecture: "hopper", device: "", description: "NVIDIA H200" };
    expect(hardwareName({ info })).toBe("NVIDIA H200");
  });

  test("wasm needs nothing, and every better backend has its reason", async () => {
    machineWith(null);
    const picked = await pickBackend();
    expect(picked.name).toBe("wasm");
    expect(picked.skipped.map((line) => line.split(":")[0])).toEqual(BACKEND_NAMES.slice(0, 3));
    expect(picked.skipped.join()).not.toContain("\n");
  });
});
