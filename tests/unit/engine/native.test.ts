/** What installs TensorFlow for TensorFlow.js; that it computes is what tests/engines are about. */
import { expect, test, vi } from "vitest";
import { buildBinding } from "@/workers/engine/tfjs/native/build-binding";
import { NEEDED, TENSORFLOW_WHEELS } from "@/workers/engine/tfjs/native/tensorflow";
import { temporaryFolder } from "../../support/temporary-folder";

test("says which compiler is missing, and how to get one", async () => {
  const folder = await temporaryFolder("binding");
  vi.stubEnv("CXX", "no-such-compiler");
  await expect(buildBinding(folder.path)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: "TensorFlow's binding cannot be compiled: there is no no-such-compiler.",
    hint: expect.stringContaining("apt-get install g++") as string,
  });
  vi.unstubAllEnvs();
  await folder.remove();
});

test("says what the compiler refuses", async () => {
  const folder = await temporaryFolder("binding");
  await expect(buildBinding(folder.path)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(
      /cannot compile TensorFlow's binding: .*(c_api\.h|No such file)/,
    ) as string,
  });
  await folder.remove();
});

test("takes libraries and headers out of the wheels, and nothing that would leave the folder", () => {
  const isNeeded = (name: string) => NEEDED.some((pattern) => pattern.test(name));
  expect(
    [
      "tensorflow/libtensorflow_cc.so.2",
      "tensorflow/include/tensorflow/c/eager/c_api.h",
      "tensorflow/include/tsl/platform/ctstring_internal.h",
      "nvidia/cudnn/lib/libcudnn.so.9",
      "nvidia/cuda_nvcc/bin/ptxas",
    ].filter((name) => !isNeeded(name)),
  ).toEqual([]);
  expect(
    [
      "tensorflow/python/_pywrap_tensorflow_internal.so",
      "tensorflow/include/tensorflow/c/../../../../../c_api.h",
      "nvidia/cudnn/lib/../../../../.bashrc",
      "/nvidia/cudnn/lib/libcudnn.so.9",
    ].filter(isNeeded),
  ).toEqual([]);
});

test("knows every wheel by its hash", () => {
  const hashes = Object.values(TENSORFLOW_WHEELS).flatMap((wheels) =>
    wheels.map(({ wheel }) => wheel.sha256),
  );
  expect(hashes.every((sha256) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  expect(new Set(hashes).size).toBe(hashes.length);
});
