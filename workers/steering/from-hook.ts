import type { SaeConfig } from "@/domain/models";
import type { Engine, HostTensor, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import type { Sae } from "../sae/sae";
import { fromHookSpec } from "./attribution-programs";

/** Tokens of one batch of streams. */
const BATCH_TOKENS = 1_024;

/** An SAE, of which the hook counts. */
interface At {
  config: Pick<SaeConfig, "hookName">;
}
type Weighed = Pick<LanguageModel, "config" | "weights">;

/** A model from an SAE's hook on: what it says after streams that were edited there. */
export class FromHook {
  private constructor(
    private readonly model: Weighed,
    private readonly program: Program,
  ) {}

  static async create(engine: Engine, model: Weighed, { config }: At): Promise<FromHook> {
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

  /** Logits after the last token of each stream [T, d], all of the same text. @param ids [T], BOS first */
  async logits(streams: readonly Float32Array[], ids: readonly number[]): Promise<Float32Array[]> {
    const { width, vocabulary } = this.model.config;
    const time = ids.length;
    const found: Float32Array[] = [];
    const rows = this.streamsAtOnce(time);
    for (let first = 0; first < streams.length; first += rows) {
      const batch = streams.slice(first, first + rows);
      const x = new Float32Array(batch.length * time * width);
      batch.forEach((stream, row) => x.set(stream, row * time * width));
      const { logits } = await this.program.run({
        ids: repeated(ids, batch.length),
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

/** The same tokens in every row. */
export const repeated = (ids: readonly number[], rows: number): HostTensor => ({
  dtype: "int32",
  shape: [rows, ids.length],
  data: Int32Array.from({ length: rows * ids.length }, (_, i) => ids[i % ids.length] ?? 0),
});

/** 0, 1, ... in every row. */
export function positionsOf(rows: number, time: number): HostTensor {
  return {
    dtype: "int32",
    shape: [rows, time],
    data: Int32Array.from({ length: rows * time }, (_, i) => i % time),
  };
}
