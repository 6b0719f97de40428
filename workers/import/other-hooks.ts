import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { batchPassages } from "../models/batches";
import { familyOf } from "../models/families";
import { hookWidth } from "../models/hook-points";
import { encode } from "../sae/encode";
import { jointWeights, type Sae } from "../sae/sae";
import { UnexplainedVariance } from "../sae/unexplained-variance";

export interface HookFigures {
  hookName: string;
  /** Share of the variance there that the SAE leaves unexplained. */
  fvu: number;
}

/**
 * How well an SAE reconstructs what stands at the same place of every other layer: one run of the model, whatever the
 * number of its layers. Empty where its hook is of no layer.
 */
export async function readOtherHooks(
  engine: Engine,
  model: LanguageModel,
  sae: Sae,
  passages: readonly Uint32Array[],
): Promise<HookFigures[]> {
  const hooks = otherHooks(sae, model.config);
  if (hooks.length === 0) return [];
  const program = await compile(engine, model, sae, hooks);
  try {
    const sums = hooks.map(() => new UnexplainedVariance(sae.config.dIn));
    for (const batch of batchPassages(passages, model.config.bos)) {
      const outputs = await program.run({ ids: batch.ids, positions: batch.positions });
      sums.forEach((sum, i) => {
        const x = input(outputs, `x${i}`).data;
        const reconstruction = input(outputs, `reconstruction${i}`).data;
        batch.lengths.forEach((length, row) => {
          for (let t = 1; t < length; t++) sum.add(x, reconstruction, row * batch.time + t);
        });
      });
    }
    return hooks.map((hookName, i) => ({ hookName, fvu: sums[i]?.share() ?? NaN }));
  } finally {
    await program.dispose();
  }
}

function otherHooks({ config: { hookName, dIn } }: Sae, config: LanguageModelConfig): string[] {
  const kind = /^blocks\.\d+\.(.+)$/.exec(hookName)?.[1];
  if (!kind) return [];
  return Array.from({ length: config.layers }, (_, layer) => `blocks.${layer}.${kind}`).filter(
    (name) => name !== hookName && hookWidth(name, config) === dIn,
  );
}

function compile(engine: Engine, model: LanguageModel, sae: Sae, hooks: readonly string[]): Promise<Program> {
  const { config } = model;
  const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
  return engine.compile(
    {
      name: "other-hooks",
      brief: true,
      inputs: { ids: tokens, positions: tokens },
      build(ops, inputs) {
        const outputs: Record<string, (typeof inputs)[string]> = {};
        familyOf(config).forward(
          ops,
          config,
          { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
          {
            hook: (name, x) => {
              const place = hooks.indexOf(name);
              if (place < 0) return x;
              const { features, decode } = encode(ops, sae, x);
              outputs[`x${place}`] = x;
              outputs[`reconstruction${place}`] = decode(features);
              return x;
            },
          },
        );
        return outputs;
      },
    },
    jointWeights(model, sae),
  );
}
