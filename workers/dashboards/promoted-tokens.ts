import { PROMOTED_TOKENS } from "@/domain/collections";
import { saeOutput, type LanguageModelConfig } from "@/domain/models";
import type { Engine, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import type { Sae } from "../sae/sae";

/**
 * Direct logits of decoder rows [first, end): d_i W_U with the final norm's weight folded in (as SAEDashboard does).
 * For each feature the PROMOTED_TOKENS largest, then the PROMOTED_TOKENS smallest, strongest first; ties to the smaller id.
 */
export async function promotedTokens(
  engine: Engine,
  model: { config: LanguageModelConfig; weights: Weights },
  sae: Sae,
  first: number,
  end: number,
): Promise<{ ids: Int32Array; logits: Float32Array }[]> {
  const { hookName, width } = saeOutput(sae.config);
  const attention = /^blocks\.(\d+)\.attn\.hook_z$/.exec(hookName)?.[1];
  const rows = end - first;
  const program = await engine.compile(
    {
      name: "promoted-tokens",
      brief: true,
      inputs: { directions: { dtype: "float32", shape: [rows, width] } },
      build(ops, inputs) {
        const family = familyOf(model.config);
        const given = input(inputs, "directions");
        const written =
          attention === undefined ? given : family.fromAttention(ops, model.config, Number(attention), given);
        const logits = family.project(ops, model.config, written);
        const top = ops.topK(logits, PROMOTED_TOKENS);
        const bottom = ops.topK(ops.mul(logits, ops.constant(-1)), PROMOTED_TOKENS);
        return {
          ids: ops.concat([top.indices, bottom.indices], 1),
          logits: ops.concat([top.values, ops.mul(bottom.values, ops.constant(-1))], 1),
        };
      },
    },
    model.weights,
  );
  try {
    const decoder = input(Object.fromEntries(sae.weights), "W_dec").data as Float32Array;
    const directions = decoder.slice(first * width, end * width);
    const outputs = await program.run({
      directions: { dtype: "float32", shape: [rows, width], data: directions },
    });
    const ids = input(outputs, "ids").data as Int32Array;
    const logits = input(outputs, "logits").data as Float32Array;
    const each = 2 * PROMOTED_TOKENS;
    return Array.from({ length: rows }, (_, i) => ({
      ids: ids.slice(i * each, (i + 1) * each),
      logits: logits.slice(i * each, (i + 1) * each),
    }));
  } finally {
    await program.dispose();
  }
}
