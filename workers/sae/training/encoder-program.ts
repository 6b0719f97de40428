import type { Engine, Program } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";

/**
 * Pre-activations "pre" [batch, features] of "x" [batch, width] for "encoder" [features, width], "encoderBias" and
 * "decoderBias", which x is centred by; rectified where negative ones are not asked for.
 */
export const compileEncoder = (
  engine: Engine,
  { batch, features, width }: { batch: number; features: number; width: number },
  rectify: boolean,
): Promise<Program> =>
  engine.compile(
    {
      name: "encode",
      inputs: {
        x: { dtype: "float32", shape: [batch, width] },
        encoder: { dtype: "float32", shape: [features, width] },
        encoderBias: { dtype: "float32", shape: [features] },
        decoderBias: { dtype: "float32", shape: [width] },
      },
      build(ops, inputs) {
        const centred = ops.sub(input(inputs, "x"), input(inputs, "decoderBias"));
        const z = ops.matmul(centred, input(inputs, "encoder"), { transposeB: true });
        const pre = ops.add(z, input(inputs, "encoderBias"));
        return { pre: rectify ? ops.relu(pre) : pre };
      },
    },
    new Map(),
  );
