import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { jointWeights, type Sae } from "../sae/sae";
import { atHookSpec } from "./attribution-programs";
import { addDirection, decoderOf, FromHook, positionsOf, repeated } from "./from-hook";

/** The feature is set to this multiple of its maximum at every token but BOS. */
const AMPLIFIED = 1;
/** Features that share a run. */
const TOGETHER = 64;
const NONE = new Float32Array();
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
    private readonly fromHook: FromHook,
  ) {}

  static async create(engine: Engine, model: LanguageModel, sae: Sae): Promise<OutputScorer> {
    const atHook = await engine.compile(atHookSpec(model.config, sae), jointWeights(model, sae));
    return new OutputScorer(model, sae, atHook, await FromHook.create(engine, model, sae));
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
      const [plain = NONE] = await this.fromHook.logits([stream.x], ids);
      for (let first = 0; first < features.length; first += TOGETHER) {
        signal?.throwIfAborted();
        const some = features.slice(first, first + TOGETHER);
        const logits = await this.fromHook.logits(this.amplify(some, stream, ids.length), ids);
        some.forEach(({ promoted }, row) => {
          const gain = surenessOf(logits[row] ?? NONE, promoted) - surenessOf(plain, promoted);
          sums[first + row] = (sums[first + row] ?? 0) + gain;
        });
      }
    }
    return [...sums].map((sum) => sum / sentences.length);
  }

  private async read(ids: readonly number[]): Promise<Stream> {
    const outputs = await this.atHook.run({
      ids: repeated(ids, 1),
      positions: positionsOf(1, ids.length),
    });
    const data = (name: string) => input(outputs, name).data as Float32Array;
    return { x: data("x"), features: data("features") };
  }

  /** The stream once for each feature, which is set at every token but BOS. */
  private amplify(features: readonly ScoredFeature[], { x, features: values }: Stream, time: number) {
    const decoder = decoderOf(this.sae);
    return features.map(({ index, max }) => {
      const stream = x.slice();
      for (let at = 1; at < time; at++) {
        const by = AMPLIFIED * max - (values[at * this.sae.config.dSae + index] ?? 0);
        addDirection(stream, decoder, { feature: index, at, by });
      }
      return stream;
    });
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
