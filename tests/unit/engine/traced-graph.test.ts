import { expect, test } from "vitest";
import type { ProgramSpec } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { traceGraph } from "@/workers/engine/onnx/trace";
import { llama } from "@/workers/models/llama";
import { fromHookSpec } from "@/workers/steering/attribution-programs";
import { givenIntegers, given } from "./cases/case";
import { randomLlama, TINY } from "./tiny-llama";

const WEIGHTS = randomLlama(TINY);

test("a graph holds only what its outputs need", () => {
  const spec: ProgramSpec = {
    name: "a weight",
    inputs: { ids: { dtype: "int32", shape: ["rows", "time"] } },
    build(ops, inputs) {
      const ids = input(inputs, "ids");
      llama.forward(ops, TINY, { ids, positions: ids });
      return { twice: ops.mul(ops.weight("model.norm.weight"), ops.constant(2)) };
    },
  };
  const { bytes, used } = traceGraph(spec, WEIGHTS);
  expect([...used]).toEqual(["model.norm.weight"]);
  expect(bytes.length).toBeLessThan(1_000);
});

test("what begins at a hook runs no layer before it", async () => {
  const config = { ...TINY, vocabulary: 20 };
  const weights = randomLlama(config);
  const spec = fromHookSpec(config, "blocks.0.hook_resid_post");
  const { used } = traceGraph(spec, weights);
  expect([...used].filter((name) => name.startsWith("model.layers.0."))).toEqual([]);
  const program = await createOnnxEngine().compile(spec, weights);
  // no token of this model: nothing may look it up
  const ids = givenIntegers([1, 2], [0, config.vocabulary]);
  const positions = givenIntegers([1, 2], [0, 1]);
  const x = given([1, 2, config.width], new Array<number>(2 * config.width).fill(1));
  const { logits } = await program.run({ ids, positions, x });
  expect(logits?.shape).toEqual([1, config.vocabulary]);
  await program.dispose();
});
