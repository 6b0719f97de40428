import { describe, expect, test } from "vitest";
import { readModelKwargs, readsAllPositions } from "./model-kwargs";

const RESIDUAL = "blocks.3.hook_resid_pre";
const read = (kwargs: Record<string, unknown>, hookName = RESIDUAL) =>
  readModelKwargs(kwargs, hookName, (what) => Object.assign(new Error(what), {}) as never);

describe("how the language model was loaded", () => {
  test.each([
    [{}, RESIDUAL, {}],
    [{ center_writing_weights: true }, RESIDUAL, { centred: true }],
    [{ center_writing_weights: false }, RESIDUAL, {}],
    [{ center_writing_weights: true }, "blocks.3.hook_mlp_out", { centred: true }],
    [{ center_writing_weights: true }, "blocks.3.hook_mlp_in", { centred: true }],
    // what heads read is normalised, and what they give is written later
    [{ center_writing_weights: true }, "blocks.3.attn.hook_z", {}],
    [{ fold_ln: true, center_unembed: true, fold_value_biases: true }, RESIDUAL, {}],
    [{ device: "cuda", torch_dtype: "bfloat16", n_devices: 1 }, RESIDUAL, {}],
    [{ revision: "step1000" }, RESIDUAL, { modelRevision: "step1000" }],
    [{ checkpoint_value: 512 }, RESIDUAL, { modelRevision: "checkpoint_value 512" }],
  ])("%j at %s", (kwargs, hookName, expected) => {
    expect(read(kwargs, hookName)).toEqual(expected);
  });

  test.each([
    [
      { fold_value_biases: true },
      "blocks.3.attn.hook_z",
      'model_from_pretrained_kwargs "fold_value_biases" (true)',
    ],
    [{ fold_ln: true }, "blocks.3.mlp.hook_in", 'model_from_pretrained_kwargs "fold_ln" (true)'],
    [{ rope_scaling: { factor: 2 } }, RESIDUAL, 'model_from_pretrained_kwargs "rope_scaling" ({"factor":2})'],
  ])("%j at %s is refused by name", (kwargs, hookName, message) => {
    expect(() => read(kwargs, hookName)).toThrow(message);
  });

  test.each([
    [null, true],
    [[null], true],
    [[1, null], true],
    [[1, null, null], true],
    [[5, null], false],
    [[10], false],
    [[null, -1], false],
    [[null, null, 2], false],
  ])("seqpos_slice %j reads all positions: %s", (slice, all) => {
    expect(readsAllPositions(slice)).toBe(all);
  });
});
