import type { Engine, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { jointWeights, type Sae } from "../sae/sae";
import { atHookSpec } from "./attribution-programs";
import { logSoftmax, tokenConfidence } from "./distribution";
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

/** What amplifying a feature does to the next token, as means over open sentences. */
export interface OutputEffect {
  /**
   * Output score (Arad et al. 2025): (1 - rank / V) * probability of the best of the promoted tokens, less the same without
   * the feature.
   */
  score: number;
  /** Change of {@link tokenConfidence} (after Wang et al. 2025): above 0 where the model becomes surer of few. */
  confidence: number;
}

/** Measures how surely each feature of an SAE, amplified, makes the model say what its direction promotes. */
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

  /** In the order of `features`. */
  async effects(
    features: readonly ScoredFeature[],
    signal?: AbortSignal,
    sentences: readonly string[] = OPEN_SENTENCES,
  ): Promise<OutputEffect[]> {
    const effects = features.map(() => ({ score: 0, confidence: 0 }));
    for (const sentence of sentences) {
      const ids = this.model.tokenizer.encode(sentence, { bos: true });
      const stream = await this.read(ids);
      const [plainLogits = NONE] = await this.fromHook.logits([stream.x], ids);
      const plain = logSoftmax(plainLogits);
      const confidence = tokenConfidence(plain);
      for (let first = 0; first < features.length; first += TOGETHER) {
        signal?.throwIfAborted();
        const some = features.slice(first, first + TOGETHER);
        const logits = await this.fromHook.logits(this.amplify(some, stream, ids.length), ids);
        some.forEach(({ promoted }, row) => {
          const effect = effects[first + row];
          const amplified = logSoftmax(logits[row] ?? NONE);
          if (!effect) return;
          effect.score += surenessOf(amplified, promoted) - surenessOf(plain, promoted);
          effect.confidence += tokenConfidence(amplified) - confidence;
        });
      }
    }
    const mean = (sum: number) => sum / sentences.length;
    return effects.map(({ score, confidence }) => ({ score: mean(score), confidence: mean(confidence) }));
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

/** (1 - rank / V) * probability of the most probable of the tokens. @param logs natural logs of probabilities, [V] */
function surenessOf(logs: Float32Array, tokens: readonly number[]): number {
  const best = Math.max(...tokens.map((token) => logs[token] ?? -Infinity));
  const rank = logs.reduce((before, log) => before + Number(log > best), 0);
  return (1 - rank / logs.length) * Math.exp(best);
}
