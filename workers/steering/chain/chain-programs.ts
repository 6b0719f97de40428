/** Two programs of the necessary chain: the stream at the hook, and the gradient there of a stream that was edited. */
import type { LanguageModelConfig } from "@/domain/models";
import { Tape } from "../../engine/gradient";
import type { ProgramSpec } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import { familyOf } from "../../models/families";
import { layersUntil } from "../../models/hook-points";
import { encode } from "../../sae/encode";
import { SAE_PREFIX, type Sae } from "../../sae/sae";
import { withoutFeatures } from "../attribution-programs";

/** x [1, T, d] at the hook without the features that `removed` [m] marks, and the features [1, T, m] of what is left. */
export function streamSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const tokens = { dtype: "int32", shape: [1, "time"] } as const;
  const { hookName, dSae } = sae.config;
  return {
    name: `stream at ${hookName}`,
    brief: true,
    inputs: { ids: tokens, positions: tokens, removed: { dtype: "float32", shape: [dSae] } },
    build(ops, inputs) {
      const found: { x?: (typeof inputs)[string] } = {};
      familyOf(config).forward(
        ops,
        config,
        { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
        {
          layers: layersUntil(hookName, config),
          hook: (name, stream) => {
            if (name === hookName) found.x = stream;
            return stream;
          },
        },
      );
      const x = withoutFeatures(ops, sae, input(found, "x"), input(inputs, "removed"));
      return { x, features: encode(ops, sae, x).features };
    },
  };
}

/**
 * A stream x [1, T, d] put in at the hook: slopes [1, T, m], the gradient of sum(seed * logits after the last token) along
 * each feature's direction. Of earlier layers that runs alone what later ones read besides the stream.
 */
export function slopesSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const { hookName } = sae.config;
  return {
    name: `slopes at ${hookName}`,
    inputs: {
      ids: { dtype: "int32", shape: [1, "time"] },
      positions: { dtype: "int32", shape: [1, "time"] },
      x: { dtype: "float32", shape: [1, "time", config.width] },
      mask: { dtype: "float32", shape: ["time", "time"] },
      seed: { dtype: "float32", shape: [1, 1, config.vocabulary] },
    },
    build(ops, inputs) {
      const tape = new Tape(ops, input(inputs, "mask"));
      const family = familyOf(config);
      const x = tape.variable(input(inputs, "x"));
      const { residual } = family.forward(
        tape.ops,
        config,
        {
          ids: tape.constant(input(inputs, "ids")),
          positions: tape.constant(input(inputs, "positions")),
        },
        { hook: (name, stream) => (name === hookName ? x : stream) },
      );
      const logits = family.unembed(tape.ops, config, tape.ops.slice(residual, 1, -1));
      const gradient = tape.gradient(logits, input(inputs, "seed"), x);
      const directions = ops.weight(`${SAE_PREFIX}W_dec`);
      return { slopes: ops.matmul(gradient, directions, { transposeB: true }) };
    },
  };
}
