import type { LanguageModelConfig } from "@/domain/models";
import type { ProgramSpec, TensorSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import { encode } from "../sae/encode";
import type { Sae } from "../sae/sae";
import { editInputs, opsOfPlace } from "./edits";
import { editingHook } from "./steered-program";

/**
 * Whole passages, read with the edits of each row; plain [rows] names the row that reads the same without any:
 * - logProbability [rows, time] of `targets` after each token,
 * - active [rows, time]: features that are active behind the edits at the SAEs' hooks; appeared and vanished: those that
 *   are active only here, and only in the plain row. others.S [m] is 0 for features of SAE number S that do not count.
 */
export function costSpec(config: LanguageModelConfig, saes: readonly Sae[]): ProgramSpec {
  const tokens: TensorSpec = { dtype: "int32", shape: ["rows", "time"] };
  const inputs: Record<string, TensorSpec> = {
    ...{ ids: tokens, positions: tokens, targets: tokens },
    gate: { dtype: "float32", shape: ["rows", "time", 1] },
    plain: { dtype: "int32", shape: ["rows"] },
  };
  saes.forEach((sae, place) => {
    Object.assign(inputs, editInputs(sae, place));
    inputs[`others.${place}`] = { dtype: "float32", shape: [sae.config.dSae] };
  });
  return {
    name: `cost of steering ${saes.map((sae) => sae.config.hookName).join(" ")}`,
    inputs,
    build(ops, feeds) {
      type Tensor = (typeof feeds)[string];
      const counts: { active: Tensor; appeared: Tensor; vanished: Tensor }[] = [];
      const count = (x: Tensor) => ops.sum(x, -1, false);
      const hook = editingHook(ops, saes, feeds, input(feeds, "gate"), (place, _read, _x, edited) => {
        const { features } = encode(opsOfPlace(ops, place), saes[place] as Sae, edited);
        const here = ops.mul(ops.greater(features, ops.constant(0)), input(feeds, `others.${place}`));
        const plain = ops.gather(here, input(feeds, "plain"));
        counts.push({
          active: count(here),
          appeared: count(ops.relu(ops.sub(here, plain))),
          vanished: count(ops.relu(ops.sub(plain, here))),
        });
      });
      const family = familyOf(config);
      const read = { ids: input(feeds, "ids"), positions: input(feeds, "positions") };
      const { residual } = family.forward(ops, config, read, { hook });
      const log = ops.logSoftmax(family.unembed(ops, config, residual));
      const total = counts.reduce((sum, each) => ({
        active: ops.add(sum.active, each.active),
        appeared: ops.add(sum.appeared, each.appeared),
        vanished: ops.add(sum.vanished, each.vanished),
      }));
      return { logProbability: ops.pick(log, input(feeds, "targets")), ...total };
    },
  };
}
