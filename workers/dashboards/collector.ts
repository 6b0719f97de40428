import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { batchPassages, tokensAtOnce } from "../models/batches";
import { familyOf } from "../models/families";
import { layersUntil } from "../models/hook-points";
import { activationOffsets, encodeLowered } from "../sae/encode";
import { jointWeights, type Sae } from "../sae/sae";
import { EntryScanner } from "./entry-scanner";
import { rowNorm, type LeftOut } from "./left-out";
import { groupByFeature, type FeatureEntries, type TokenEntries } from "./shard-activations";

/** Any value that is not above 0. */
const NOT_ACTIVE = -1;

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
          return { lowered: encodeLowered(ops, sae, x), x };
        },
      },
      jointWeights(model, sae),
    );
    return new Collector(config, sae, program);
  }

  /**
   * Activations above 0 of all passages, BOS and what `leftOut` has left out; token = passage * context + position.
   */
  async collect(
    passages: readonly ArrayLike<number>[],
    { signal, leftOut }: { signal?: AbortSignal | undefined; leftOut?: LeftOut | null } = {},
  ): Promise<FeatureEntries> {
    const { dIn, dSae } = this.sae.config;
    const scanner = new EntryScanner(activationOffsets(this.sae) ?? new Float32Array(dSae));
    const found: TokenEntries[] = [];
    for (const batch of batchPassages(passages, this.model.bos, tokensAtOnce(dSae))) {
      signal?.throwIfAborted();
      const outputs = await this.program.run({ ids: batch.ids, positions: batch.positions });
      const lowered = (outputs.lowered as HostTensor).data as Float32Array;
      const x = (outputs.x as HostTensor).data as Float32Array;
      batch.rows.forEach((passage, row) => {
        const first = row * batch.time;
        const end = first + (batch.lengths[row] ?? 0);
        if (leftOut)
          for (let at = first + 1; at < end; at++)
            if (leftOut.has(batch.ids.data[at] as number, x, at, dIn))
              lowered.fill(NOT_ACTIVE, at * dSae, (at + 1) * dSae);
        const rows = lowered.subarray((first + 1) * dSae, end * dSae);
        found[passage] = scanner.scan(rows, passage * this.model.context + 1);
      });
    }
    return groupByFeature(found, dSae);
  }

  /** Lengths of what the SAE reads at every token but BOS and `special` ones, passage after passage. */
  async norms(passages: readonly ArrayLike<number>[], special: ReadonlySet<number>): Promise<number[]> {
    const { dIn, dSae } = this.sae.config;
    const norms: number[][] = passages.map(() => []);
    for (const { rows, ids, positions, lengths, time } of batchPassages(
      passages,
      this.model.bos,
      tokensAtOnce(dSae),
    )) {
      const { x } = await this.program.run({ ids, positions });
      lengths.forEach((length, row) => {
        for (let at = row * time + 1; at < row * time + length; at++)
          if (!special.has(ids.data[at] as number))
            norms[rows[row] as number]?.push(rowNorm(x?.data as Float32Array, at, dIn));
      });
    }
    return norms.flat();
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}
