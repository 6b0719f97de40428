import type { ResolvedEdit } from "@/domain/steering";
import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Weights } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { familyOf } from "@/workers/models/families";
import type { Sae } from "@/workers/sae/sae";
import { editFeeds, editInputs, placedWeights } from "@/workers/steering/edits";
import { editingHook } from "@/workers/steering/steered-program";

interface Edited {
  model: { config: LanguageModelConfig; weights: Weights };
  sae: Sae;
  edits: ResolvedEdit[];
  /** Where in the text they hold. */
  at: (t: number) => boolean;
}

/** A text that is read in one go: logits [T, V] with edits, and the feature [T] that the first of them is of. */
export async function readEdited(
  engine: Engine,
  ids: readonly number[],
  { model: { config, weights }, sae, edits, at }: Edited,
): Promise<{ logits: Float32Array; f: Float32Array }> {
  const program = await engine.compile(
    {
      name: "edited at once",
      inputs: {
        ids: { dtype: "int32", shape: [1, "time"] },
        positions: { dtype: "int32", shape: [1, "time"] },
        gate: { dtype: "float32", shape: ["rows", "time", 1] },
        ...editInputs(sae, 0),
      },
      build(ops, inputs) {
        const found: Record<string, (typeof inputs)[string]> = {};
        const tokens = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
        const family = familyOf(config);
        const hook = editingHook(ops, [sae], inputs, input(inputs, "gate"), (_, { features }) => {
          found.f = features;
        });
        const { residual } = family.forward(ops, config, tokens, { hook });
        return { logits: family.unembed(ops, config, residual), f: input(found, "f") };
      },
    },
    new Map([...weights, ...placedWeights([sae])]),
  );
  const shape = [1, ids.length];
  const outputs = await program.run({
    ids: { dtype: "int32", shape, data: Int32Array.from(ids) },
    positions: { dtype: "int32", shape, data: Int32Array.from(ids.keys()) },
    gate: { dtype: "float32", shape: [...shape, 1], data: Float32Array.from(ids, (_, t) => Number(at(t))) },
    ...editFeeds([[edits]], [sae], ids.length),
  });
  await program.dispose();
  const data = (name: string) => input(outputs, name).data as Float32Array;
  return { logits: data("logits"), f: data("f") };
}
