/** An engine that a machine may have: held to float64 arithmetic and to the onnx engine where it is installed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { loadDemoModel, logitsSpec } from "../unit/engine/demo-model";
import { expectParity, PARITY_CASES } from "../unit/engine/parity-cases";

const TEXT =
  "Once upon a time, there was a little girl named Lily. She loved to play outside in the sunshine.";

/** @param create throws UNAVAILABLE with the reason where this machine cannot run it; that is printed, and the tests skipped */
export async function testInstalledEngine(name: string, create: () => Promise<Engine>): Promise<boolean> {
  const found = await create().catch((error: unknown) => {
    if (error instanceof FeaturescopeError && error.code === "UNAVAILABLE") return error.message;
    throw error;
  });
  if (typeof found === "string") {
    console.log(`skipped: ${name}: ${found}`);
    test.skip(`${name}: ${found}`);
    return false;
  }
  const engine = found;
  afterAll(() => engine.dispose());

  describe(`every operation on ${name} against float64`, () => {
    test.each(PARITY_CASES)("$name", (current) => expectParity(engine, current));
  });

  describe(`stories15m on ${name}`, () => {
    let logits: (on: Engine) => Promise<ArrayLike<number>>;
    beforeAll(async () => {
      const { config, weights, tokenizer } = await loadDemoModel();
      const ids = tokenizer.encode(TEXT, { bos: true });
      const shape = [1, ids.length];
      const whole = (data: Int32Array): HostTensor => ({ dtype: "int32", shape, data });
      const feeds = { ids: whole(Int32Array.from(ids)), positions: whole(Int32Array.from(ids, (_, i) => i)) };
      logits = async (on) => {
        const program = await on.compile(logitsSpec(config), weights);
        const outputs = await program.run(feeds);
        await program.dispose();
        return outputs.logits?.data ?? [];
      };
    });

    test("has the logits of the onnx engine to 1e-4", async () => {
      const [own, wanted] = [await logits(engine), await logits(createOnnxEngine())];
      expect(own.length).toBe(wanted.length);
      let largest = 0;
      for (let i = 0; i < own.length; i++)
        largest = Math.max(largest, Math.abs((own[i] ?? NaN) - (wanted[i] ?? NaN)));
      console.log(`largest difference in logits, ${name} and onnx: ${largest.toExponential(1)}`);
      expect(largest).toBeLessThan(1e-4);
    });
  });
  return true;
}
