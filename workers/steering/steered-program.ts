/** A model's step with edits at any hooks, as one program for prompts and single tokens, whatever the recipes say. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops, ProgramSpec, TensorSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import { freshOutputs, pastInputs, pastOf } from "../models/generation/cache-tensors";
import { applyEdits, editInputs } from "./edits";
import type { Sae } from "../sae/sae";

/** A function that stands at every hook and edits where one of the SAEs reads. */
export function editingHook<T>(
  ops: Ops<T>,
  saes: readonly Sae[],
  inputs: Readonly<Record<string, T>>,
  gate: T,
  seen: (place: number, read: { features: T; along: T }, x: T, edited: T) => void = () => undefined,
): (name: string, x: T) => T {
  return (name, x) => {
    const places = saes.flatMap(({ config }, place) => (config.hookName === name ? [place] : []));
    if (places.length === 0) return x;
    const { edited, read, along } = applyEdits(ops, x, saes, places, inputs, gate);
    for (const place of places)
      seen(place, { features: read[place] as T, along: along[place] as T }, x, edited);
    return edited;
  };
}

/**
 * Reads new tokens behind a KV cache (which may hold nothing in its slots) and gives
 * - logProbabilities [rows, V] after the last token, and probabilities [rows, V], the same at the temperature that
 *   sharpness [rows, 1] is one over,
 * - kl [rows]: KL(row || plain row) in nats, where plain [rows] says which row reads the same with the model as it is,
 * - read.S [rows, time, slots]: what the edited features of SAE number S are before the edit, and along.S
 *   [rows, time, vectors]: how far the stream lies along the vectors that are edited with there,
 * - fresh.keys.L and fresh.values.L for the cache.
 */
export function steeredSpec(config: LanguageModelConfig, saes: readonly Sae[]): ProgramSpec {
  const inputs: Record<string, TensorSpec> = {
    ids: { dtype: "int32", shape: ["rows", "time"] },
    positions: { dtype: "int32", shape: ["rows", "time"] },
    gate: { dtype: "float32", shape: ["rows", "time", 1] },
    sharpness: { dtype: "float32", shape: ["rows", 1] },
    plain: { dtype: "int32", shape: ["rows"] },
    ...pastInputs(config),
  };
  saes.forEach((sae, place) => Object.assign(inputs, editInputs(sae, place)));
  return {
    name: `steer ${saes.map((sae) => sae.config.hookName).join(" ")}`,
    inputs,
    build(ops, feeds) {
      const family = familyOf(config);
      const read: [string, (typeof feeds)[string]][] = [];
      const past = pastOf(config, feeds);
      const hook = editingHook(ops, saes, feeds, input(feeds, "gate"), (place, { features, along }) =>
        read.push([`read.${place}`, features], [`along.${place}`, along]),
      );
      const tokens = { ids: input(feeds, "ids"), positions: input(feeds, "positions"), past };
      const { residual, fresh } = family.forward(ops, config, tokens, { hook });
      const logits = ops.reshape(family.unembed(ops, config, ops.slice(residual, 1, -1)), [0, -1]);
      const logProbabilities = ops.logSoftmax(logits);
      const change = ops.sub(logProbabilities, ops.gather(logProbabilities, input(feeds, "plain")));
      return {
        logProbabilities,
        probabilities: ops.softmax(ops.mul(logits, input(feeds, "sharpness"))),
        kl: ops.sum(ops.mul(ops.exp(logProbabilities), change), -1, false),
        ...Object.fromEntries(read),
        ...freshOutputs(fresh),
      };
    },
  };
}
