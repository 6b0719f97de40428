import type { Engine, HostTensor, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import type { Sae } from "../sae/sae";
import { fromHookSpec } from "./attribution-programs";

/** Tokens of one batch of streams. */
const BATCH_TOKENS = 1_024;

type Weighed = Pick<LanguageModel, "config" | "weights">;

/** A model from an SAE's hook on: what it says after streams that were edited there; earlier layers do not run. */
export class FromHook {
  private constructor(
    private readonly model: Weighed,
    private readonly program: Program,
  ) {}

  static async create(engine: Engine, model: Weighed, { config }: Pick<Sae, "config">): Promise<FromHook> {
    return new FromHook(
      model,
      await engine.compile(fromHookSpec(model.config, config.hookName), model.weights),
    );
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  /** Streams of `time` tokens that the engine reads in one go. */
  streamsAtOnce(time: number): number {
    return Math.max(1, Math.floor(BATCH_TOKENS / time));
  }

  /** Logits after the last token of each stream [T, d]. */
  async logits(streams: readonly Float32Array[], time: number): Promise<Float32Array[]> {
    const { width, vocabulary } = this.model.config;
    const found: Float32Array[] = [];
    const rows = this.streamsAtOnce(time);
    for (let first = 0; first < streams.length; first += rows) {
      const batch = streams.slice(first, first + rows);
      const x = new Float32Array(batch.length * time * width);
      batch.forEach((stream, row) => x.set(stream, row * time * width));
      const { logits } = await this.program.run({
        positions: positionsOf(batch.length, time),
        x: { dtype: "float32", shape: [batch.length, time, width], data: x },
      });
      const data = logits?.data as Float32Array;
      batch.forEach((_, row) => found.push(data.slice(row * vocabulary, (row + 1) * vocabulary)));
    }
    return found;
  }
}

/** Adds `by` times row `feature` of a decoder [m, d] to a stream [T, d] at token `at`, in place. */
export function addDirection(
  stream: Float32Array,
  { directions, width }: { directions: Float32Array; width: number },
  { feature, at, by }: { feature: number; at: number; by: number },
): void {
  for (let j = 0; j < width; j++) {
    const place = at * width + j;
    stream[place] = (stream[place] ?? 0) + by * (directions[feature * width + j] ?? 0);
  }
}

/** The decoder [m, d]. */
export const decoderOf = ({ config, weights }: Sae) => ({
  directions: input(Object.fromEntries(weights), "W_dec").data as Float32Array,
  width: config.dIn,
});

/** 0, 1, ... in every row. */
export function positionsOf(rows: number, time: number): HostTensor {
  return {
    dtype: "int32",
    shape: [rows, time],
    data: Int32Array.from({ length: rows * time }, (_, i) => i % time),
  };
}
