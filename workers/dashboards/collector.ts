import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { batchPassages, tokensAtOnce } from "../models/batches";
import { familyOf } from "../models/families";
import { layersUntil } from "../models/hook-points";
import { activationOffsets, encodeLowered } from "../sae/encode";
import { jointWeights, type Sae } from "../sae/sae";
import { EntryScanner } from "./entry-scanner";
import { groupByFeature, type FeatureEntries, type TokenEntries } from "./shard-activations";

/** Runs model and SAE over passages and keeps what is active. */
export class Collector {
  private constructor(
    private readonly model: LanguageModelConfig,
    private readonly sae: Sae,
    private readonly program: Program,
  ) {}

  static async create(
    engine: Engine,
    model: { config: LanguageModelConfig; weights: Weights },
    sae: Sae,
  ): Promise<Collector> {
    const { config } = model;
    const { hookName } = sae.config;
    const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
    const program = await engine.compile(
      {
        name: "collect",
        inputs: { ids: tokens, positions: tokens },
        build(ops, inputs) {
          const found: Record<string, (typeof inputs)[string]> = {};
          familyOf(config).forward(
            ops,
            config,
            { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
            {
              layers: layersUntil(hookName, config),
              hook: (name, x) => {
                if (name === hookName) found.x = x;
                return x;
              },
            },
          );
          // as a matrix, for which product and bias are one operation
          const x = ops.reshape(input(found, "x"), [-1, sae.config.dIn]);
          return { lowered: encodeLowered(ops, sae, x) };
        },
      },
      jointWeights(model, sae),
    );
    return new Collector(config, sae, program);
  }

  /** Activations above 0 of all passages, BOS left out; token = passage * context + position. */
  async collect(passages: readonly ArrayLike<number>[], signal?: AbortSignal): Promise<FeatureEntries> {
    const { dSae } = this.sae.config;
    const scanner = new EntryScanner(activationOffsets(this.sae) ?? new Float32Array(dSae));
    const found: TokenEntries[] = [];
    for (const batch of batchPassages(passages, this.model.bos, tokensAtOnce(dSae))) {
      signal?.throwIfAborted();
      const outputs = await this.program.run({ ids: batch.ids, positions: batch.positions });
      const lowered = (outputs.lowered as HostTensor).data as Float32Array;
      batch.rows.forEach((passage, row) => {
        const first = row * batch.time;
        const rows = lowered.subarray((first + 1) * dSae, (first + (batch.lengths[row] ?? 0)) * dSae);
        found[passage] = scanner.scan(rows, passage * this.model.context + 1);
      });
    }
    return groupByFeature(found, dSae);
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}
