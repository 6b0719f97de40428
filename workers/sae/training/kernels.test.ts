import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { Kernels } from "./kernels";

describe("kernels", () => {
  test.each([4, 8, 12, 16, 20, 288, 292])("dot and addScaled over %i floats", async (n) => {
    const kernels = await Kernels.create(3 * n, 3);
    const [a, b, beyond] = [kernels.allocate(n), kernels.allocate(n), kernels.allocate(n)];
    const random = new Random(n);
    for (const { values } of [a, b, beyond]) for (let i = 0; i < n; i++) values[i] = random.normal();
    const [a0, b0, beyond0] = [a.values.slice(), b.values.slice(), beyond.values.slice()];
    const exact = a0.reduce((sum, value, i) => sum + value * (b0[i] ?? NaN), 0);
    expect(Math.abs(kernels.run.dot(a.pointer, b.pointer, n) - exact)).toBeLessThan(1e-6 * n);

    kernels.run.addScaled(a.pointer, b.pointer, -2, n);
    const expected = a0.map((value, i) => value - 2 * (b0[i] ?? NaN));
    expect(Array.from(a.values)).toEqual(Array.from(expected));
    expect(b.values).toEqual(b0);
    expect(beyond.values).toEqual(beyond0);
  });

  test("blocks begin on their own cache line and hold zeros", async () => {
    const kernels = await Kernels.create(100, 3);
    const blocks = [kernels.allocate(4), kernels.allocate(20), kernels.allocate(8)];
    expect(blocks.map(({ pointer }) => pointer)).toEqual([0, 64, 192]);
    expect(blocks.every(({ values }) => values.every((value) => value === 0))).toBe(true);
    expect(() => kernels.allocate(6)).toThrow("not a multiple of 4");
  });

  test("more than 4 GiB is refused before anything is reserved", async () => {
    await expect(Kernels.create(2 ** 30 + 1, 0)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "Training this SAE needs 4.0 GiB of working memory; one trainer can use 4 GiB.",
    });
  });
});
