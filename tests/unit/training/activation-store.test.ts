import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import type { ActivationSource } from "@/workers/sae/training/activation-buffer";
import { storeActivations, type StoreOptions } from "@/workers/sae/training/activation-store";

const WIDTH = 3;
const PASSAGES = Array.from({ length: 300 }, (_, p) => [1, ...Array<number>((p % 5) + 1).fill(p)]);
const TOKENS = PASSAGES.reduce((sum, passage) => sum + passage.length - 1, 0);

/** Activations that depend on the passage, and how many passages were read. */
function madeUp(scale = 1): ActivationSource & { passagesRead: () => number } {
  let count = 0;
  return {
    width: WIDTH,
    passagesRead: () => count,
    read(passages) {
      count += passages.length;
      return Promise.resolve(
        Float32Array.from(
          passages.flatMap((passage) => {
            const random = new Random(passage[1] ?? 0);
            return Array.from({ length: WIDTH * (passage.length - 1) }, () => scale * random.normal());
          }),
        ),
      );
    },
  };
}

let folder: string;
let options: StoreOptions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "featurescope-store-"));
  options = {
    path: join(folder, "activations.f16"),
    passages: PASSAGES,
    of: { model: "a", hookName: "blocks.0.hook_resid_post", corpora: ["b"] },
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function bytesOf(source: ActivationSource, changes: Partial<StoreOptions> = {}): Promise<Buffer> {
  const store = await storeActivations(source, { ...options, ...changes });
  await store.close();
  return readFileSync(options.path);
}

describe("kept activations", () => {
  test("are those of the model, rounded to half precision, in any order", async () => {
    const source = madeUp();
    const store = await storeActivations(source, options);
    const picked = [7, 299, 0, 128].map((i) => PASSAGES[i] as number[]);
    const exact = await source.read(picked);
    const kept = await store.read(picked);
    await store.close();
    expect(kept).toHaveLength(exact.length);
    // half an ulp of 10 bits of fraction
    kept.forEach((value, i) => {
      expect(Math.abs(value - (exact[i] as number))).toBeLessThanOrEqual(
        Math.abs(exact[i] as number) * 2 ** -11 + 2 ** -25,
      );
    });
    expect(kept).not.toEqual(exact);
    expect(statSync(options.path).size).toBe(TOKENS * WIDTH * 2);
  });

  test("are read from the model once", async () => {
    await bytesOf(madeUp());
    const again = madeUp();
    await bytesOf(again);
    expect(again.passagesRead()).toBe(0);
  });

  test("grow by further texts, of which alone the model is asked", async () => {
    const first = await bytesOf(madeUp(), { passages: PASSAGES.slice(0, 200) });
    const source = madeUp();
    const grown = await bytesOf(source, { of: { ...options.of, corpora: ["b", "c"] } });
    // the block of 128 that was not full is read again
    expect(source.passagesRead()).toBe(300 - 128);
    expect(grown.subarray(0, first.length)).toEqual(first);
    rmSync(`${options.path}.json`);
    expect(await bytesOf(madeUp())).toEqual(grown);
    const other = bytesOf(madeUp(), { of: { ...options.of, corpora: ["c", "b"] } });
    await expect(other).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("go on where they were broken off: by a signal, or in the middle of a block", async () => {
    const whole = await bytesOf(madeUp());
    rmSync(options.path);
    rmSync(`${options.path}.json`);
    const stop = new AbortController();
    const broken = bytesOf(madeUp(), { signal: stop.signal, onRead: () => stop.abort() });
    await expect(broken).rejects.toMatchObject({ code: "CANCELLED" });
    const half = statSync(options.path).size;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(whole.length);
    const source = madeUp();
    expect(await bytesOf(source)).toEqual(whole);
    expect(source.passagesRead()).toBe(PASSAGES.length - 128);
    truncateSync(options.path, whole.length - 5);
    expect(await bytesOf(madeUp())).toEqual(whole);
  });

  test.each([
    ["another model", { model: "c" }],
    ["another hook", { hookName: "blocks.1.hook_resid_post" }],
    ["another text", { corpora: ["d"] }],
  ])("of %s are refused", async (_, change) => {
    await bytesOf(madeUp());
    await expect(bytesOf(madeUp(), { of: { ...options.of, ...change } })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("activations.f16 holds activations of another") as string,
    });
  });

  test("beyond half precision are refused with their passages", async () => {
    await expect(bytesOf(madeUp(1e6))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("passages 0 to 127") as string,
    });
  });
});
