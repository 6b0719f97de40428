import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor, ProgramSpec } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { familyOf } from "@/workers/models/families";

const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;

/** What stands at some hook points, and the logits. */
export const readingSpec = (config: LanguageModelConfig, names: readonly string[]): ProgramSpec => ({
  name: "golden",
  inputs: { ids: tokens, positions: tokens },
  build(ops, inputs) {
    const family = familyOf(config);
    const seen: Record<string, (typeof inputs)[string]> = {};
    const { residual } = family.forward(
      ops,
      config,
      { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
      {
        hook(name, x) {
          if (names.includes(name)) seen[name] = x;
          return x;
        },
      },
    );
    return { ...seen, logits: family.unembed(ops, config, residual) };
  },
});

/** Positions of ids [B, T]. */
export const positionsOf = ({ shape, data }: HostTensor): HostTensor => ({
  dtype: "int32",
  shape,
  data: Int32Array.from(data, (_, i) => i % (shape[1] ?? 1)),
});
