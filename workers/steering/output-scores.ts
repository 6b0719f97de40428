import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { jointWeights, type Sae } from "../sae/sae";
import { atHookSpec, fromHookSpec } from "./attribution-programs";

/** The feature is set to this multiple of its maximum at every token but BOS. */
const AMPLIFIED = 1;
/** Features that share a run. */
const TOGETHER = 64;
/** Scores are means over these: much may follow, a thing, a place, a deed, a feeling. */
export const OPEN_SENTENCES = ["One day, Tom saw a", "They went to the", "He wanted to", "She felt very"];

/** What a score needs of a feature. */
export interface ScoredFeature {
  index: number;
  /** Largest activation on the corpus. */
  max: number;
  /** Ids of the tokens that its direction promotes most. */
  promoted: readonly number[];
}

/**
 * Output scores of an SAE's features (Arad et al. 2025): how surely each, amplified, makes the model say what the
 * feature's direction promotes.
 */
export class OutputScorer {
  private constructor(
    private readonly model: LanguageModel,
    private readonly sae: Sae,
    private readonly atHook: Program,
    private readonly fromHook: Program,
  ) {}

  static async create(engine: Engine, model: LanguageModel, sae: Sae): Promise<OutputScorer> {
    const atHook = await engine.compile(atHookSpec(model.config, sae), jointWeights(model, sae));
    const spec = fromHookSpec(model.config, sae.config.hookName);
    return new OutputScorer(model, sae, atHook, await engine.compile(spec, model.weights));
  }

  async dispose(): Promise<void> {
    await this.atHook.dispose();
    await this.fromHook.dispose();
  }

  /**
   * (1 - rank / V) * probability of the best of the promoted tokens, less the same without the feature, as a mean over
   * `sentences`; in the order of `features`.
   */
  async scores(
    features: readonly ScoredFeature[],
    signal?: AbortSignal,
    sentences: readonly string[] = OPEN_SENTENCES,
  ): Promise<number[]> {
    const sums = new Float64Array(features.length);
    for (const sentence of sentences) {
      const ids = this.model.tokenizer.encode(sentence, { bos: true });
      const stream = await this.read(ids);
      const plain = await this.answer(1, stream.x);
      for (let first = 0; first < features.length; first += TOGETHER) {
        signal?.throwIfAborted();
        const some = features.slice(first, first + TOGETHER);
        const logits = await this.answer(some.length, this.amplify(some, stream, ids.length));
        some.forEach(({ promoted }, row) => {
          const gain = surenessOf(logits(row), promoted) - surenessOf(plain(0), promoted);
          sums[first + row] = (sums[first + row] ?? 0) + gain;
        });
      }
    }
    return [...sums].map((sum) => sum / sentences.length);
  }

  private async read(ids: readonly number[]): Promise<Stream> {
    const shape = [1, ids.length];
    const outputs = await this.atHook.run({
      ids: { dtype: "int32", shape, data: Int32Array.from(ids) },
      positions: { dtype: "int32", shape, data: Int32Array.from(ids.keys()) },
    });
    const data = (name: string) => input(outputs, name).data as Float32Array;
    return { x: data("x"), features: data("features") };
  }

  /** The stream once for each feature, which is set at every token but BOS. */
  private amplify(features: readonly ScoredFeature[], { x, features: values }: Stream, time: number) {
    const { width } = this.model.config;
    const { dSae } = this.sae.config;
    const directions = input(Object.fromEntries(this.sae.weights), "W_dec").data;
    const streams = new Float32Array(features.length * x.length);
    features.forEach(({ index, max }, row) => {
      streams.set(x, row * x.length);
      for (let at = 1; at < time; at++) {
        const moved = AMPLIFIED * max - (values[at * dSae + index] ?? 0);
        for (let j = 0; j < width; j++) {
          const place = row * x.length + at * width + j;
          streams[place] = (streams[place] ?? 0) + moved * (directions[index * width + j] ?? 0);
        }
      }
    });
    return streams;
  }

  /** Logits after the last token, by row. */
  private async answer(rows: number, streams: Float32Array): Promise<(row: number) => Float32Array> {
    const { width, vocabulary } = this.model.config;
    const time = streams.length / rows / width;
    const { logits } = await this.fromHook.run({
      positions: {
        dtype: "int32",
        shape: [rows, time],
        data: Int32Array.from({ length: rows * time }, (_, i) => i % time),
      },
      x: { dtype: "float32", shape: [rows, time, width], data: streams },
    });
    const data = logits?.data as Float32Array;
    return (row) => data.subarray(row * vocabulary, (row + 1) * vocabulary);
  }
}

interface Stream {
  /** [T, d] at the hook. */
  x: Float32Array;
  /** [T, m]. */
  features: Float32Array;
}

/** (1 - rank / V) * probability of the most probable of the tokens. */
function surenessOf(logits: Float32Array, tokens: readonly number[]): number {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - largest);
  const best = Math.max(...tokens.map((token) => logits[token] ?? -Infinity));
  const rank = logits.reduce((before, logit) => before + Number(logit > best), 0);
  return (1 - rank / logits.length) * (Math.exp(best - largest) / total);
}
