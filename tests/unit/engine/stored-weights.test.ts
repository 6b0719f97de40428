/** Weights that stay in files: the same numbers as from memory, for a whole model, and what is kept of other formats. */
import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { HostTensor, ProgramSpec, Weights } from "@/workers/engine/ops";
import { FileTensor } from "@/workers/files/file-tensor";
import { keepWeights } from "@/workers/files/kept-weights";
import { readSafetensors, readSafetensorsInPlace, writeSafetensors } from "@/workers/files/safetensors";

const WIDTH = 192;
const ROWS = 300;
const engine = createOnnxEngine({ threads: 1 });
let folder: string;
let file: string;

const matrix = (rows: number, columns: number, seed: number): HostTensor => ({
  dtype: "float32",
  shape: [rows, columns],
  data: Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * seed) / 8),
});

/** Gathers, multiplies either way round and adds: every place in which models use weights. */
const spec: ProgramSpec = {
  name: "stored",
  inputs: { ids: { dtype: "int32", shape: ["rows"] } },
  build(ops, { ids }) {
    const x = ops.gather(ops.weight("table"), ids as NonNullable<typeof ids>);
    const y = ops.add(ops.matmul(x, ops.weight("square")), ops.weight("bias"));
    return { logits: ops.matmul(y, ops.weight("table"), { transposeB: true }) };
  },
};

async function run(weights: Weights, options: Partial<ProgramSpec> = {}) {
  const program = await engine.compile({ ...spec, ...options }, weights);
  const ids = { dtype: "int32", shape: [3], data: Int32Array.of(0, 7, ROWS - 1) } as const;
  const { logits } = await program.run({ ids });
  await program.dispose();
  return logits?.data as Float32Array;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "featurescope-stored-"));
  file = join(folder, "model.safetensors");
  const bias = { dtype: "float32", shape: [WIDTH], data: new Float32Array(WIDTH).fill(0.5) } as const;
  const weights = new Map([
    ["table", matrix(ROWS, WIDTH, 3)],
    ["square", matrix(WIDTH, WIDTH, 5)],
    ["bias", bias],
  ]);
  await writeSafetensors(file, weights);
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

describe("weights in a file", () => {
  test("large tensors stay there, small ones are read", async () => {
    const { tensors } = await readSafetensorsInPlace(file);
    expect([...tensors].filter(([, tensor]) => tensor instanceof FileTensor).map(([name]) => name)).toEqual([
      "square",
      "table",
    ]);
    const { tensors: read } = await readSafetensors(file);
    for (const [name, { shape, data }] of read) {
      expect(tensors.get(name)?.shape).toEqual(shape);
      expect(tensors.get(name)?.data).toEqual(data);
    }
  });

  test("programs compute the same bits from them", async () => {
    const inMemory = await run((await readSafetensors(file)).tensors);
    const { tensors } = await readSafetensorsInPlace(file);
    expect(await run(tensors)).toEqual(inMemory);
    const brief = await run(tensors, { brief: true });
    expect(brief.every((value, i) => Math.abs(value - (inMemory[i] ?? NaN)) < 1e-5)).toBe(true);
  });

  test("a file that was cut off later is refused by name", async () => {
    const cut = join(folder, "cut.safetensors");
    await writeSafetensors(cut, (await readSafetensors(file)).tensors);
    const { tensors } = await readSafetensorsInPlace(cut);
    await truncate(cut, 2000);
    expect(() => tensors.get("table")?.data).toThrow(
      expect.objectContaining({ code: "CORRUPT_FILE", message: expect.stringContaining(cut) as string }),
    );
    await expect(run(tensors)).rejects.toThrow(/table|external/i);
  });
});

describe("kept copies", () => {
  const part = (value: number) => ({
    name: "x",
    dtype: "F32" as const,
    shape: [1 << 15],
    bytes: () => new Uint8Array(new Float32Array(1 << 15).fill(value).buffer),
  });

  test("are made once, anew when a file changes, and removed when it goes", async () => {
    const data = join(folder, "data");
    const [a, b] = [join(folder, "a.bin"), join(folder, "b.bin")];
    await writeFile(a, "a");
    await writeFile(b, "b");
    let made = 0;
    const keep = (path: string) =>
      keepWeights(data, { files: [path], as: "test" }, () =>
        Promise.resolve({ parts: [part(++made)], metadata: { note: String(made) } }),
      );
    const first = await keep(a);
    expect(first.tensors.get("x")).toBeInstanceOf(FileTensor);
    expect([first.tensors.get("x")?.data[7], first.metadata.note]).toEqual([1, "1"]);
    expect((await keep(a)).metadata.note).toBe("1");
    await utimes(a, 1, 1);
    expect((await keep(a)).metadata.note).toBe("2");
    await rm(a);
    expect((await keep(b)).metadata.note).toBe("3");
    // those of the file as it was, and of the file that is gone
    expect(await readdir(join(data, "weights"))).toHaveLength(1);
  });

  test("are not begun where the disk is too small for them", async () => {
    const huge = { ...part(0), shape: [2 ** 50] };
    const kept = keepWeights(join(folder, "full"), { files: [file], as: "huge" }, () =>
      Promise.resolve({ parts: [huge] }),
    );
    await expect(kept).rejects.toMatchObject({
      code: "NO_SPACE",
      message: expect.stringMatching(/takes 4194305\.0 GiB; .* has [\d.]+ GiB free\.$/) as string,
    });
  });
});
