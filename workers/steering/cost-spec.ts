import type { LanguageModelConfig } from "@/domain/models";
import type { Ops, ProgramSpec, TensorSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import { encode } from "../sae/encode";
import type { Sae } from "../sae/sae";
import { editInputs, opsOfPlace } from "./edits";
import { editingHook } from "./steered-program";

/**
 * Whole passages read by the model as it is and by the steered one, side by side:
 * - plain and steered [rows, time]: log probability of `targets` after each token,
 * - active, appeared and vanished [rows, time]: features at the SAEs' hooks that are active in the model as it is, and
 *   those that only one of both has active; others.S [m] is 0 for features of SAE number S that are not counted.
 */
export function costSpec(config: LanguageModelConfig, saes: readonly Sae[]): ProgramSpec {
  const tokens: TensorSpec = { dtype: "int32", shape: ["rows", "time"] };
  const inputs: Record<string, TensorSpec> = {
    ...{ ids: tokens, positions: tokens, targets: tokens },
    gate: { dtype: "float32", shape: ["rows", "time", 1] },
  };
  saes.forEach((sae, place) => {
    Object.assign(inputs, editInputs(place));
    inputs[`others.${place}`] = { dtype: "float32", shape: [sae.config.dSae] };
  });
  return {
    name: `cost of steering ${saes.map((sae) => sae.config.hookName).join(" ")}`,
    inputs,
    build(ops, feeds) {
      const before = new Map<number, (typeof feeds)[string]>();
      const after = new Map<number, (typeof feeds)[string]>();
      const activeIn = (place: number, x: (typeof feeds)[string]) => {
        const sae = saes[place] as Sae;
        const { features } = encode(opsOfPlace(ops, place), sae, x);
        return ops.mul(ops.greater(features, ops.constant(0)), input(feeds, `others.${place}`));
      };
      const plain = read(ops, config, feeds, (name, x) => {
        saes.forEach((sae, place) => {
          if (sae.config.hookName === name) before.set(place, activeIn(place, x));
        });
        return x;
      });
      const hook = editingHook(ops, saes, feeds, input(feeds, "gate"), (place, _, __, edited) =>
        after.set(place, activeIn(place, edited)),
      );
      const steered = read(ops, config, feeds, hook);
      const count = (of: (place: number) => (typeof feeds)[string]) =>
        saes.map((_, place) => ops.sum(of(place), -1, false)).reduce((sum, each) => ops.add(sum, each));
      const only = (
        one: ReadonlyMap<number, (typeof feeds)[string]>,
        other: ReadonlyMap<number, (typeof feeds)[string]>,
      ) => count((place) => ops.relu(ops.sub(at(one, place), at(other, place))));
      return {
        ...{ plain, steered },
        active: count((place) => at(before, place)),
        appeared: only(after, before),
        vanished: only(before, after),
      };
    },
  };
}

function read<T>(
  ops: Ops<T>,
  config: LanguageModelConfig,
  feeds: Readonly<Record<string, T>>,
  hook: (name: string, x: T) => T,
): T {
  const family = familyOf(config);
  const tokens = { ids: input(feeds, "ids"), positions: input(feeds, "positions") };
  const { residual } = family.forward(ops, config, tokens, { hook });
  return ops.pick(ops.logSoftmax(family.unembed(ops, config, residual)), input(feeds, "targets"));
}

function at<T>(found: ReadonlyMap<number, T>, place: number): T {
  const value = found.get(place);
  if (value === undefined) throw new Error(`The model has no hook for SAE number ${place}.`);
  return value;
}
