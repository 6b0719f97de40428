import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { batchPassages } from "./batches";
import { familyOf } from "./families";
import { hookWidth, layersUntil } from "./hook-points";

/** Reads the activations at one hook point for whole passages. */
export class HookReader {
  private constructor(
    private readonly bos: number,
    /** Numbers a token has at the hook point. */
    readonly width: number,
    private readonly program: Program,
  ) {}

  static async create(engine: Engine, config: LanguageModelConfig, weights: Weights, hookName: string): Promise<HookReader> {
    const program = await engine.compile(
      {
        name: `read ${hookName}`,
        inputs: { ids: { dtype: "int32", shape: ["rows", "time"] }, positions: { dtype: "int32", shape: ["rows", "time"] } },
        build(ops, inputs) {
          let found: ReturnType<typeof input<(typeof inputs)[string]>> | undefined;
          familyOf(config).forward(
            ops,
            config,
            { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
            {
              layers: layersUntil(hookName, config),
              hook: (name, x) => {
                if (name === hookName) found = x;
                return x;
              },
            },
          );
          return { x: input({ x: found }, "x") as (typeof inputs)[string] };
        },
      },
      weights,
    );
    return new HookReader(config.bos, hookWidth(hookName, config), program);
  }

  /** Activations of every token but BOS, passage after passage, [tokens, width of the hook point]. */
  async read(passages: readonly ArrayLike<number>[]): Promise<Float32Array> {
    const { width, bos } = this;
    const starts = [0];
    for (const passage of passages) starts.push((starts[starts.length - 1] ?? 0) + Math.max(0, passage.length - 1));
    const all = new Float32Array((starts[passages.length] ?? 0) * width);
    for (const batch of batchPassages(passages, bos)) {
      const { x } = await this.program.run({ ids: batch.ids, positions: batch.positions });
      const data = x?.data as Float32Array;
      batch.rows.forEach((row, r) => {
        const from = (r * batch.time + 1) * width;
        const tokens = (batch.lengths[r] ?? 1) - 1;
        all.set(data.subarray(from, from + tokens * width), (starts[row] ?? 0) * width);
      });
    }
    return all;
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}
