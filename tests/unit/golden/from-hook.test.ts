/**
 * A stream that is edited at a hook and read from there on gives what the whole model gives with the same edit, in models
 * whose later layers read something else of the text, too: inputs of every layer, and keys that they share.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { familyOf } from "@/workers/models/families";
import { FromHook } from "@/workers/steering/from-hook";
import { enginesUnderTest } from "../engine/engines";
import { loadGoldenModel } from "./golden-models";
import { positionsOf } from "./reading";
import { relativeError } from "./relative-error";

const BY = 1.5;

/** The first text's stream at the hook, edited, and the logits after its last token. */
async function editedWhole(engine: Engine, name: string, hookName: string) {
  const { config, weights, ids } = await loadGoldenModel(name);
  const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
  const program = await engine.compile(
    {
      name: "edited",
      inputs: { ids: tokens, positions: tokens },
      build(ops, inputs) {
        const family = familyOf(config);
        const at: Record<string, (typeof inputs)[string]> = {};
        const read = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
        const { residual } = family.forward(ops, config, read, {
          hook: (hook, x) => (hook === hookName ? (at.x = ops.mul(x, ops.constant(BY))) : x),
        });
        return { x: input(at, "x"), logits: family.unembed(ops, config, ops.slice(residual, 1, -1)) };
      },
    },
    weights,
  );
  const time = ids.shape[1] ?? 0;
  const text: HostTensor = { dtype: "int32", shape: [1, time], data: ids.data.slice(0, time) };
  const outputs = await program.run({ ids: text, positions: positionsOf(text) });
  await program.dispose();
  return { config, weights, ids: [...text.data], x: input(outputs, "x"), logits: input(outputs, "logits") };
}

describe.each(enginesUnderTest())("from a hook on, on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each([
    ["llama", "blocks.0.hook_resid_post"],
    ["gemma4", "blocks.1.hook_resid_pre"],
    // behind the layers whose keys the last ones read
    ["gemma4", "blocks.4.hook_resid_post"],
    ["gemma4-dense", "blocks.1.hook_mlp_out"],
  ])("%s at %s", async (name, hookName) => {
    const { config, weights, ids, x, logits } = await editedWhole(engine, name, hookName);
    const fromHook = await FromHook.create(engine, { config, weights }, { config: { hookName } });
    const stream = x.data as Float32Array;
    const found = await fromHook.logits([stream, stream], ids);
    expect(found).toHaveLength(2);
    for (const data of found)
      expect(relativeError({ dtype: "float32", shape: logits.shape, data }, logits)).toBeLessThan(1e-5);
    await fromHook.dispose();
  });
});
