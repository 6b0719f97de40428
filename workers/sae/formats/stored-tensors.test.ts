/** Tensors of the golden files of each format with one more beside them: the numbers would be others, so it is refused. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import type { HostTensor } from "@/workers/engine/ops";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readSafetensors, writeSafetensors } from "@/workers/files/safetensors";
import { readDictionaryClass } from "./dictionary-classes";
import { readSae } from "./read";

const ROOT = join(PROJECT_ROOT, "tests/golden/saes");
const MORE: HostTensor = { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) };

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder("sae");
});
afterEach(() => folder.remove());

test.each([
  ["saelens-standard", "", "sae_weights.safetensors", /has no weight "post_enc"/],
  ["sparsify-sae", "layers.1", "sae.safetensors", /a tensor "post_enc" \[2\], for which/],
  [
    "gemma-scope-2",
    "transcoder/layer_1_width_40_l0_small",
    "params.safetensors",
    /a tensor "post_enc" \[2\]/,
  ],
])("%s with a tensor too many", async (name, inner, file, message) => {
  const path = join(folder.path, inner);
  await cp(join(ROOT, name, inner), path, { recursive: true });
  await expect(readSae(path)).resolves.toBeDefined();
  const { tensors } = await readSafetensors(join(path, file));
  await writeSafetensors(join(path, file), tensors.set("post_enc", MORE));
  await expect(readSae(path)).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringMatching(message) as string,
  });
});

test("a dictionary's buffers are known, and its k is that of the file", () => {
  const tensor = (...shape: number[]): HostTensor => ({
    dtype: "float32",
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(3),
  });
  const tensors = new Map([
    ["encoder.weight", tensor(4, 2)],
    ["decoder.weight", tensor(2, 4)],
    ["encoder.bias", tensor(4)],
    ["b_dec", tensor(2)],
    ["k", tensor(1)],
    ["threshold", tensor(1)],
  ]);
  const read = () => readDictionaryClass("AutoEncoderTopK", { tensors, values: new Map() }, "ae.pt", 7);
  expect(read().k).toBe(3);
  tensors.set("whitening", tensor(2, 2));
  expect(read).toThrow(/ae\.pt: it has a tensor "whitening" \[2, 2\]/);
});
