import { describe, expect, test } from "vitest";
import { HookReader } from "@/workers/models/hook-reader";
import { hookWidth } from "@/workers/models/hook-points";
import { llama } from "@/workers/models/llama";
import { input } from "@/workers/engine/ops-inputs";
import { loadGoldenModel } from "../golden/golden-models";
import { enginesUnderTest } from "./engines";
import { referenceOps, type Array64 } from "./reference-ops";
import { randomLlama, TINY } from "./tiny-llama";

const WEIGHTS = randomLlama(TINY);
/** Of different lengths, so that batches are padded; one is nothing but BOS. */
const PASSAGES = [[1, 5, 9, 30, 7], [1], [1, 44, 2, 8, 8, 8, 51, 3, 60], [1, 17]];

/** Every hook point of one passage in float64, [tokens, width], BOS left out. */
function hooksOf(ids: readonly number[]): Map<string, Float64Array> {
  const seen = new Map<string, Float64Array>();
  const feeds: Record<string, Array64> = {
    ids: { shape: [1, ids.length], data: Float64Array.from(ids) },
    positions: { shape: [1, ids.length], data: Float64Array.from(ids, (_, i) => i) },
  };
  const hook = (name: string, x: Array64) => {
    seen.set(name, x.data.slice(TINY.width));
    return x;
  };
  const inputs = { ids: input(feeds, "ids"), positions: input(feeds, "positions") };
  llama.forward(referenceOps(WEIGHTS), TINY, inputs, { hook });
  return seen;
}

const HOOKS = [0, 1].flatMap((layer) =>
  [
    ...["hook_resid_pre", "attn.hook_z", "hook_attn_out", "hook_resid_mid", "hook_mlp_in"],
    ...["ln2.hook_normalized", "mlp.hook_in", "hook_mlp_out", "hook_resid_post"],
  ].map((name) => `blocks.${layer}.${name}`),
);

describe.each(enginesUnderTest())("reading hook points on $name", ({ create }) => {
  test("every hook point, every token but BOS, in the order of the passages", async () => {
    const engine = await create();
    const expected = PASSAGES.map(hooksOf);
    expect([...(expected[0]?.keys() ?? [])]).toEqual(HOOKS);
    for (const name of HOOKS) {
      const reader = await HookReader.create(engine, TINY, WEIGHTS, name);
      const found = await reader.read(PASSAGES);
      await reader.dispose();
      const truth = expected.flatMap((hooks) => [...(hooks.get(name) ?? [])]);
      expect(found).toHaveLength(truth.length);
      expect(truth).toHaveLength((4 + 0 + 8 + 1) * TINY.width);
      expect(Math.max(...truth.map((v, i) => Math.abs(v - (found[i] ?? NaN)))), name).toBeLessThan(1e-5);
    }
    await engine.dispose();
  });

  test("a hook point that is wider than the stream, as transformers has it", async () => {
    const engine = await create();
    const { config, weights, ids, expected } = await loadGoldenModel("qwen3");
    const name = "blocks.2.attn.hook_z";
    const width = hookWidth(name, config);
    expect(width).not.toBe(config.width);
    const [rows = 0, time = 0] = ids.shape;
    const passages = Array.from({ length: rows }, (_, row) =>
      ids.data.subarray(row * time, (row + 1) * time),
    );
    const reader = await HookReader.create(engine, config, weights, name);
    const found = await reader.read(passages);
    await reader.dispose();
    await engine.dispose();
    const all = input(Object.fromEntries(expected), name).data;
    // the first token of each passage stands in BOS's place
    const truth = passages.flatMap((_, row) => [
      ...all.subarray((row * time + 1) * width, (row + 1) * time * width),
    ]);
    expect(found).toHaveLength(truth.length);
    expect(Math.max(...truth.map((v, i) => Math.abs(v - (found[i] ?? NaN))))).toBeLessThan(1e-4);
  });

  test.each(["blocks.2.hook_resid_post", "blocks.0.hook_mlp_post", "blocks.x.hook_resid_pre", ""])(
    'a hook point "%s" that the model lacks is named',
    async (name) => {
      const engine = await create();
      await expect(HookReader.create(engine, TINY, WEIGHTS, name)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: `The model has no hook point "${name}".`,
      });
    },
  );
});
