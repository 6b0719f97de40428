import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { writeSaelens } from "@/workers/sae/formats/saelens";
import { findAgain, readControls } from "@/workers/sae/training/controls";

const [FEATURES, WIDTH] = [40, 16];
const QUALITY = {
  ...{ tokens: 10, l0: 4, fvu: 0.2, ceClean: 1, ceSae: 1.1, ceZero: 5, ceRecovered: 0.97 },
  ...{ dead: 0, deadTokens: 10 },
};
const MANIFEST = {
  model: "stories15m",
  options: { hookName: "blocks.0.hook_resid_post", features: FEATURES, k: 4, seed: 0 },
  corpora: [{ file: "a.u16", sha256: "aa", tokens: 1000 }],
  quality: QUALITY,
  coherence: { auc: 0.7, overlap: 0.05, features: 40, sampled: 40 },
};

let root: string;
const folderOf = (name: string, manifest: object): string => {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
};
const changed = (options: object, rest: object = {}) => ({
  ...MANIFEST,
  ...rest,
  options: { ...MANIFEST.options, ...options },
});
beforeAll(() => (root = mkdtempSync(join(tmpdir(), "featurescope-controls-"))));
afterAll(() => rmSync(root, { recursive: true }));

describe("controls of an SAE", () => {
  test("are read where they were trained alike", async () => {
    const own = folderOf("own", MANIFEST);
    const double = folderOf(
      "double",
      changed({ frozenDecoder: true }, { coherence: { auc: 0.51, overlap: 0.01 } }),
    );
    const other = folderOf("other", changed({ seed: 1 }));
    expect(await readControls(own, { double, other })).toMatchObject({
      frozenDecoder: { quality: QUALITY, coherence: { auc: 0.51 } },
      secondSeed: { seed: 1, coherence: { auc: 0.7 } },
    });
  });

  test.each([
    ["a double with a learnt decoder", "double", changed({}), "was not trained with --frozen-decoder"],
    [
      "a double of another k",
      "double",
      changed({ frozenDecoder: true, k: 5 }),
      "was trained with k 5, not 4",
    ],
    ["a second training with the same seed", "other", changed({}), "has the same seed"],
    [
      "another model",
      "other",
      changed({ seed: 1 }, { model: "gpt2" }),
      "is of the model gpt2, not stories15m",
    ],
    [
      "another text",
      "other",
      changed({ seed: 1 }, { corpora: [{ sha256: "bb", tokens: 1000 }] }),
      "was trained on another text",
    ],
  ] as const)("are refused: %s", async (_, kind, manifest, reason) => {
    const own = folderOf("own", MANIFEST);
    await expect(readControls(own, { [kind]: folderOf("wrong", manifest) })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(reason) as string,
    });
  });

  test("may be trained on another text of the same length where that is asked for, and say so", async () => {
    const own = folderOf("own", MANIFEST);
    const elsewhere = (tokens: number) =>
      folderOf(`of ${tokens}`, changed({ seed: 1 }, { corpora: [{ sha256: "bb", tokens }] }));
    const { secondSeed } = await readControls(own, { other: elsewhere(1005), otherText: true });
    expect(secondSeed).toMatchObject({ seed: 1, otherText: true });
    await expect(readControls(own, { other: elsewhere(900), otherText: true })).rejects.toThrow(
      "was trained on a text of 900 tokens, not of 1000",
    );
    const alike = await readControls(own, {
      other: folderOf("alike", changed({ seed: 1 })),
      otherText: true,
    });
    expect(alike.secondSeed).not.toHaveProperty("otherText");
  });

  test("find features again in another order, and not where there are none", async () => {
    const random = new Random(5);
    const rows = Array.from({ length: FEATURES }, () => Array.from({ length: WIDTH }, () => random.normal()));
    const order = Array.from({ length: FEATURES }, (_, i) => (7 * i + 3) % FEATURES);
    // every fourth one is replaced by a new direction
    const moved = order.map((f) =>
      f % 4 === 0 ? Array.from({ length: WIDTH }, () => random.normal()) : (rows[f] ?? []),
    );
    const [own, other] = await Promise.all([write("first", rows), write("second", moved)]);
    const { cosines, foundAgain } = await findAgain(createOnnxEngine(), own, other);
    cosines.forEach((cosine, f) => {
      if (f % 4 === 0) expect(cosine).toBeLessThan(0.95);
      else expect(cosine).toBeCloseTo(1, 5);
    });
    expect(foundAgain).toBeGreaterThanOrEqual(0.75);
    expect(foundAgain).toBeLessThan(0.9);
  });
});

async function write(name: string, rows: readonly (readonly number[])[]): Promise<string> {
  const folder = join(root, name);
  const matrix = (shape: number[], data: ArrayLike<number>) =>
    ({ dtype: "float32", shape, data: Float32Array.from(data) }) as const;
  await writeSaelens(folder, {
    config: {
      architecture: "relu",
      dIn: WIDTH,
      dSae: FEATURES,
      hookName: "blocks.0.hook_resid_post",
      subtractDecoderBias: false,
      modelName: "stories15m",
      contextSize: 8,
      prependBos: true,
    },
    weights: new Map([
      ["W_enc", matrix([WIDTH, FEATURES], new Float32Array(WIDTH * FEATURES))],
      ["b_enc", matrix([FEATURES], new Float32Array(FEATURES))],
      ["W_dec", matrix([FEATURES, WIDTH], rows.flat())],
      ["b_dec", matrix([WIDTH], new Float32Array(WIDTH))],
    ]),
  });
  return folder;
}
