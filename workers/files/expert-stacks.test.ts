/** Experts that share a tensor: read alike by every way, and refused where the tensors do not fit. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "@/tests/support/temporary-folder";
import { PROJECT_ROOT } from "@/domain/project-root";
import { withByteSource } from "./byte-source";
import { readModelConfig } from "./model-config";
import { readModelWeights } from "./model-weights";
import { writeSafetensorsParts, type TensorPart } from "./safetensors";
import { readSafetensorsHeader } from "./safetensors-header";
import { STORED_BYTES } from "./tensor-data";

// so that the weights of these small models are kept as those of large ones are
vi.mock(import("./kept-weights"), async (original) => ({ ...(await original()), LARGE_WEIGHTS: 0 }));

const golden = (name: string) => join(PROJECT_ROOT, "tests/golden/models", name);
const STACK = "model.layers.1.mlp.experts.down_proj";
const PACKED = "gpt-oss-mxfp4";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder("experts");
});
afterAll(() => folder.remove());

/** All tensors of a golden model as they are stored. */
const storedParts = (name: string): Promise<TensorPart[]> =>
  withByteSource(join(golden(name), "model.safetensors"), async (source) => {
    const { entries } = await readSafetensorsHeader(source);
    const parts: TensorPart[] = [];
    for (const { name, dtype, shape, elements, offset } of entries) {
      const bytes = new Uint8Array(elements * STORED_BYTES[dtype]);
      await source.read(bytes, offset);
      parts.push({ name, dtype, shape, bytes: () => bytes });
    }
    return parts;
  });

async function refusalOf(change: (parts: TensorPart[]) => TensorPart[]): Promise<unknown> {
  await writeSafetensorsParts(join(folder.path, "model.safetensors"), change(await storedParts(PACKED)));
  const config = await readModelConfig(join(golden(PACKED), "config.json"));
  return readModelWeights(folder.path, config).catch((error: unknown) => error);
}

test.each(["gpt-oss", PACKED])("%s: kept on the disk the weights are those in memory", async (name) => {
  const config = await readModelConfig(join(golden(name), "config.json"));
  const inMemory = await readModelWeights(golden(name), config);
  const kept = await readModelWeights(golden(name), config, folder.path);
  expect([...kept.keys()].sort()).toEqual([...inMemory.keys()].sort());
  for (const [weight, { shape, data }] of inMemory)
    expect([kept.get(weight)?.shape, kept.get(weight)?.data], weight).toEqual([shape, data]);
});

test("blocks and scales may be in different files", async () => {
  const parts = await storedParts(PACKED);
  const isScales = ({ name }: TensorPart) => name.endsWith("_scales");
  const sharded = join(folder.path, "sharded");
  await cp(join(golden(PACKED), "config.json"), join(sharded, "config.json"));
  const files = {
    "a.safetensors": parts.filter((part) => !isScales(part)),
    "b.safetensors": parts.filter(isScales),
  };
  const weight_map: Record<string, string> = {};
  for (const [file, own] of Object.entries(files)) {
    await writeSafetensorsParts(join(sharded, file), own);
    for (const { name } of own) weight_map[name] = file;
  }
  await writeFile(join(sharded, "model.safetensors.index.json"), JSON.stringify({ weight_map }));
  const config = await readModelConfig(join(sharded, "config.json"));
  expect(await readModelWeights(sharded, config)).toEqual(await readModelWeights(golden(PACKED), config));
});

test("a file that is cut off inside of its blocks is refused", async () => {
  const file = join(folder.path, "model.safetensors");
  const bytes = await readFile(join(golden(PACKED), "model.safetensors"));
  await writeFile(file, bytes.subarray(0, bytes.length - 1000));
  const config = await readModelConfig(join(golden(PACKED), "config.json"));
  await expect(readModelWeights(folder.path, config)).rejects.toMatchObject({
    code: "CORRUPT_FILE",
    message: expect.stringMatching(/tensor ".*_(blocks|scales)" lies at .*\(truncated file\?\)/) as string,
  });
});

test("a pickle is refused", async () => {
  const pickled = join(folder.path, "pickled");
  await cp(join(golden(PACKED), "config.json"), join(pickled, "config.json"));
  await writeFile(join(pickled, "pytorch_model.bin"), "");
  const config = await readModelConfig(join(pickled, "config.json"));
  await expect(readModelWeights(pickled, config)).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: `${pickled}/pytorch_model.bin: experts that share a tensor are read from safetensors alone.`,
  });
});

test("whole numbers in the place of a weight are refused before and after they are kept", async () => {
  const parts = await storedParts(PACKED);
  const { shape = [] } = parts.find(({ name }) => name === "model.norm.weight") ?? {};
  const whole = {
    name: "model.norm.weight",
    dtype: "I32" as const,
    shape,
    bytes: () => new Uint8Array(4 * 32),
  };
  const changed = parts.map((part) => (part.name === whole.name ? whole : part));
  await writeSafetensorsParts(join(folder.path, "model.safetensors"), changed);
  const config = await readModelConfig(join(golden(PACKED), "config.json"));
  for (const dataFolder of [undefined, folder.path])
    await expect(readModelWeights(folder.path, config, dataFolder)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining('"model.norm.weight" is int32 [32]') as string,
    });
});

describe("tensors of experts that do not fit are refused", () => {
  const changed =
    (name: string, change: (part: TensorPart) => Partial<TensorPart>) =>
    (parts: TensorPart[]): TensorPart[] =>
      parts.map((part) => (part.name === name ? { ...part, ...change(part) } : part));
  const cut = (shape: number[]) => ({
    shape,
    bytes: () => new Uint8Array(shape.reduce((a, b) => a * b)),
  });

  test.each<[string, (parts: TensorPart[]) => TensorPart[], string]>([
    [
      "scales of fewer blocks",
      changed(`${STACK}_scales`, () => cut([5, 32, 1])),
      `tensor "${STACK}_scales" is U8 [5, 32, 1]; the configuration asks for U8 [5, 32, 2].`,
    ],
    [
      "blocks that are cut off",
      changed(`${STACK}_blocks`, () => cut([5, 32, 2, 15])),
      `tensor "${STACK}_blocks" is U8 [5, 32, 2, 15]; the configuration asks for U8 [5, 32, 2, 16].`,
    ],
    [
      "fewer experts",
      changed(`${STACK}_blocks`, () => cut([4, 32, 2, 16])),
      `tensor "${STACK}_blocks" is U8 [4, 32, 2, 16]; the configuration asks for U8 [5, 32, 2, 16].`,
    ],
    [
      "blocks of another type",
      changed(`${STACK}_blocks`, ({ shape }) => ({
        dtype: "BF16",
        bytes: () => new Uint8Array(2 * shape.reduce((a, b) => a * b)),
      })),
      `tensor "${STACK}_blocks" is BF16 [5, 32, 2, 16]; the configuration asks for U8 [5, 32, 2, 16].`,
    ],
    [
      "no scales",
      (parts) => parts.filter(({ name }) => name !== `${STACK}_scales`),
      `"${STACK}_scales" is missing.`,
    ],
    [
      "no blocks",
      (parts) => parts.filter(({ name }) => name !== `${STACK}_blocks`),
      `"${STACK}_blocks" is missing.`,
    ],
    [
      "no biases",
      (parts) => parts.filter(({ name }) => name !== `${STACK}_bias`),
      `"${STACK}_bias" is missing.`,
    ],
    [
      "neither form",
      (parts) => parts.filter(({ name }) => !name.startsWith(`${STACK}_`) || name.endsWith("bias")),
      `"${STACK}" is missing.`,
    ],
    [
      "both forms",
      (parts) => [...parts, { name: STACK, dtype: "U8", ...cut([5, 64, 32]) }],
      `"${STACK}" is there both plain and in MXFP4.`,
    ],
    [
      "a scale that is no number",
      changed(`${STACK}_scales`, ({ shape }) => ({
        bytes: () => new Uint8Array(shape.reduce((a, b) => a * b)).fill(255),
      })),
      `tensor "${STACK}_blocks" has a scale of 255, which stands for no number.`,
    ],
  ])("%s", async (_, change, message) => {
    expect(await refusalOf(change)).toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining(message) as string,
    });
  });
});
