/** Programs at an SAE's hook: what is there, its gradient, and the answers of streams that were edited there. */
import type { LanguageModelConfig } from "@/domain/models";
import { Tape } from "../engine/gradient";
import type { HostTensor, Ops, ProgramSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import { layersUntil } from "../models/hook-points";
import { encode } from "../sae/encode";
import { SAE_PREFIX, type Sae } from "../sae/sae";

/** Added to the scores of positions that attention must not see. */
const MASKED = -1e9;

export function causalMask(time: number): HostTensor {
  const data = Float32Array.from({ length: time * time }, (_, i) =>
    i % time > Math.floor(i / time) ? MASKED : 0,
  );
  return { dtype: "float32", shape: [time, time], data };
}

/**
 * One prompt: x [1, T, d] at the hook, features [1, T, m], slopes [1, T, m] (the gradient of sum(seed * logits after the
 * last token) along each feature's direction), and those logits [1, V]. Features that `removed` [m] marks are taken out
 * of the stream first, at every token but BOS.
 */
export function gradientSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const tokens = { dtype: "int32", shape: [1, "time"] } as const;
  return {
    name: `gradient at ${sae.config.hookName}`,
    inputs: {
      ids: tokens,
      positions: tokens,
      mask: { dtype: "float32", shape: ["time", "time"] },
      seed: { dtype: "float32", shape: [1, 1, config.vocabulary] },
      removed: { dtype: "float32", shape: [sae.config.dSae] },
    },
    build(ops, inputs) {
      const tape = new Tape(ops, input(inputs, "mask"));
      const family = familyOf(config);
      const at: Record<string, ReturnType<typeof tape.variable>> = {};
      const directions = ops.weight(`${SAE_PREFIX}W_dec`);
      const { residual } = family.forward(
        tape.ops,
        config,
        {
          ids: tape.constant(input(inputs, "ids")),
          positions: tape.constant(input(inputs, "positions")),
        },
        {
          hook: (name, x) =>
            name === sae.config.hookName
              ? (at.x = tape.variable(withoutFeatures(ops, sae, x.value, input(inputs, "removed"))))
              : x,
        },
      );
      const logits = family.unembed(tape.ops, config, tape.ops.slice(residual, 1, -1));
      const x = input(at, "x");
      const gradient = tape.gradient(logits, input(inputs, "seed"), x);
      return {
        x: ops.add(x.value, ops.constant(0)),
        features: encode(ops, sae, x.value).features,
        slopes: ops.matmul(gradient, directions, { transposeB: true }),
        logits: ops.reshape(logits.value, [0, -1]),
      };
    },
  };
}

/** The stream [1, T, d] without the features that `removed` [m] marks, at every token but BOS. */
export function withoutFeatures<T>(ops: Ops<T>, sae: Sae, stream: T, removed: T): T {
  const taken = ops.mul(encode(ops, sae, stream).features, removed);
  const edit = ops.matmul(taken, ops.weight(`${SAE_PREFIX}W_dec`));
  const bos = ops.mul(ops.slice(edit, 1, 0, 1), ops.constant(0));
  return ops.sub(stream, ops.concat([bos, ops.slice(edit, 1, 1)], 1));
}

/** One prompt: x [1, T, d] at the hook and the features [1, T, m] there; layers after the hook do not run. */
export function atHookSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const { hookName } = sae.config;
  const tokens = { dtype: "int32", shape: [1, "time"] } as const;
  return {
    name: `features at ${hookName}`,
    inputs: { ids: tokens, positions: tokens },
    build(ops, inputs) {
      const at: Record<string, (typeof inputs)[string]> = {};
      familyOf(config).forward(
        ops,
        config,
        { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
        {
          layers: layersUntil(hookName, config),
          hook: (name, x) => (name === hookName ? (at.x = x) : x),
        },
      );
      const x = input(at, "x");
      return { x: ops.add(x, ops.constant(0)), features: encode(ops, sae, x).features };
    },
  };
}

/**
 * Logits after the last token, [rows, V], of streams x [rows, T, d] put in at the hook. Earlier layers do not run, but for
 * what later ones read of them besides the stream: inputs of every layer, and keys that are shared.
 */
export function fromHookSpec(config: LanguageModelConfig, hookName: string): ProgramSpec {
  return {
    name: `from ${hookName}`,
    inputs: {
      ids: { dtype: "int32", shape: ["rows", "time"] },
      positions: { dtype: "int32", shape: ["rows", "time"] },
      x: { dtype: "float32", shape: ["rows", "time", config.width] },
    },
    build(ops, inputs) {
      const family = familyOf(config);
      const { residual } = family.forward(
        ops,
        config,
        { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
        { hook: (name, x) => (name === hookName ? input(inputs, "x") : x) },
      );
      const logits = family.unembed(ops, config, ops.slice(residual, 1, -1));
      return { logits: ops.reshape(logits, [0, -1]) };
    },
  };
}
