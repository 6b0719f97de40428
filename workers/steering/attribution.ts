/**
 * Which features made the difference between two next tokens. Attribution is gradient times activation,
 * sum_t f_i(x_t) <d(logit_A - logit_B)/dx_t, d_i>, one backward pass for all; ablation takes each feature away at every
 * token (the SAE's error kept) and reads the model again, which is what attribution estimates.
 */
import { TRACE_LIMITS, type TraceAnswer } from "@/domain/attribution";
import { spearman } from "@/domain/rank-correlation";
import type { Engine, HostTensor, Program } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { jointWeights, type Sae } from "../sae/sae";
import { causalMask, gradientSpec } from "./attribution-programs";
import { logSoftmax, mostProbable } from "./distribution";
import { addDirection, decoderOf, FromHook, positionsOf, repeated } from "./from-hook";

const TOP = 10;

export interface AttributionRequest {
  /** BOS first. */
  ids: readonly number[];
  /** Token ids; null compares the two most probable next tokens. */
  answers: readonly [number, number] | null;
  /** Features that are taken away before anything else. */
  without: readonly number[];
  signal?: AbortSignal;
}

export class Attributor {
  private constructor(
    private readonly model: LanguageModel,
    private readonly sae: Sae,
    private readonly gradient: Program,
    private readonly fromHook: FromHook,
  ) {}

  static async create(engine: Engine, model: LanguageModel, sae: Sae): Promise<Attributor> {
    const gradient = await engine.compile(gradientSpec(model.config, sae), jointWeights(model, sae));
    return new Attributor(model, sae, gradient, await FromHook.create(engine, model, sae));
  }

  async dispose(): Promise<void> {
    await this.gradient.dispose();
    await this.fromHook.dispose();
  }

  async attribute({ ids, answers, without, signal }: AttributionRequest): Promise<TraceAnswer> {
    const answer = answers ?? (await this.mostProbablePair(ids, without));
    const read = await this.differentiate(ids, answer, without);
    const found = this.activeFeatures(read, ids.length).filter(({ feature }) => !without.includes(feature));
    const strongest = found
      .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
      .slice(0, TRACE_LIMITS.ablated);
    const clean = differenceOf(read.logits, answer);
    const effects = await this.ablate(strongest, read.x, ids, answer, clean, signal);
    const features = strongest.map((feature, i) => ({ ...feature, ablation: rounded(effects[i] ?? NaN) }));
    const log = logSoftmax(read.logits);
    const prediction = (id: number) => ({ id, p: Math.exp(log[id] ?? NaN) });
    return {
      ids: [...ids],
      answers: [prediction(answer[0]), prediction(answer[1])],
      difference: rounded(clean),
      top: mostProbable(log, TOP),
      active: found.length,
      ablated: features.length,
      agreement:
        features.length < 3
          ? null
          : spearman(
              features.map(({ attribution }) => attribution),
              features.map(({ ablation }) => ablation),
            ),
      features: features
        .toSorted(
          (a, b) =>
            Math.max(Math.abs(b.attribution), Math.abs(b.ablation)) -
            Math.max(Math.abs(a.attribution), Math.abs(a.ablation)),
        )
        .slice(0, TRACE_LIMITS.shown)
        .map((feature) => ({ ...feature, attribution: rounded(feature.attribution) })),
    };
  }

  private async mostProbablePair(
    ids: readonly number[],
    without: readonly number[],
  ): Promise<[number, number]> {
    const { logits } = await this.differentiate(ids, [0, 0], without);
    const [first, second] = mostProbable(logSoftmax(logits), 2);
    return [first?.id ?? 0, second?.id ?? 0];
  }

  /** The forward and the backward pass; without some features both are those of the stream that lacks them. */
  private async differentiate(
    ids: readonly number[],
    [a, b]: readonly [number, number],
    without: readonly number[],
  ): Promise<Read> {
    const { vocabulary } = this.model.config;
    const seed = new Float32Array(vocabulary);
    seed[a] = (seed[a] ?? 0) + 1;
    seed[b] = (seed[b] ?? 0) - 1;
    const outputs = await this.gradient.run({
      ids: repeated(ids, 1),
      positions: positionsOf(1, ids.length),
      mask: causalMask(ids.length),
      seed: { dtype: "float32", shape: [1, 1, vocabulary], data: seed },
      removed: this.removed(without),
    });
    const data = (name: string) => input(outputs, name).data as Float32Array;
    return { x: data("x"), features: data("features"), slopes: data("slopes"), logits: data("logits") };
  }

  /** 1 for features that are taken away. */
  private removed(without: readonly number[]): HostTensor {
    const data = new Float32Array(this.sae.config.dSae);
    for (const feature of without) data[feature] = 1;
    return { dtype: "float32", shape: [data.length], data };
  }

  private activeFeatures({ features, slopes }: Read, time: number): Active[] {
    const { dSae } = this.sae.config;
    const found: Active[] = [];
    for (let feature = 0; feature < dSae; feature++) {
      const tokens: Active["tokens"] = [];
      for (let at = 1; at < time; at++) {
        const value = features[at * dSae + feature] ?? 0;
        if (value <= 0) continue;
        tokens.push({
          at,
          value: rounded(value),
          attribution: rounded(value * (slopes[at * dSae + feature] ?? 0)),
        });
      }
      if (tokens.length === 0) continue;
      const attribution = tokens.reduce((sum, token) => sum + token.attribution, 0);
      found.push({ feature, attribution, tokens });
    }
    return found;
  }

  /** How far the logit difference falls when each feature alone is taken away at every token. */
  private async ablate(
    active: readonly Active[],
    x: Float32Array,
    ids: readonly number[],
    answer: readonly [number, number],
    clean: number,
    signal?: AbortSignal,
  ): Promise<number[]> {
    const decoder = decoderOf(this.sae);
    const rows = this.fromHook.streamsAtOnce(ids.length);
    const effects: number[] = [];
    for (let first = 0; first < active.length; first += rows) {
      signal?.throwIfAborted();
      const streams = active.slice(first, first + rows).map(({ feature, tokens }) => {
        const stream = x.slice();
        for (const { at, value } of tokens) addDirection(stream, decoder, { feature, at, by: -value });
        return stream;
      });
      for (const logits of await this.fromHook.logits(streams, ids))
        effects.push(clean - differenceOf(logits, answer));
    }
    return effects;
  }
}

interface Read {
  x: Float32Array;
  features: Float32Array;
  slopes: Float32Array;
  logits: Float32Array;
}

interface Active {
  feature: number;
  attribution: number;
  tokens: { at: number; value: number; attribution: number }[];
}

const differenceOf = (logits: Float32Array, [a, b]: readonly [number, number]) =>
  (logits[a] ?? NaN) - (logits[b] ?? NaN);

const rounded = (value: number): number => Number(value.toPrecision(6));
