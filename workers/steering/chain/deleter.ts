/** What the deletion of activations at an SAE's hook needs of the engine: streams there, what follows from them, gradients. */
import { endsText } from "@/domain/models";
import type { Engine, Program } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import type { LanguageModel } from "../../files/language-model";
import { jointWeights, type Sae } from "../../sae/sae";
import { causalMask } from "../attribution-programs";
import { addDirection, decoderOf, FromHook, positionsOf, repeated } from "../from-hook";
import { slopesSpec, streamSpec } from "./chain-programs";
import type { Activation } from "./find-chain";

interface Programs {
  stream: Program;
  slopes: Program;
  fromHook: FromHook;
}

export class Deleter {
  private constructor(
    private readonly model: Pick<LanguageModel, "config" | "weights">,
    private readonly sae: Sae,
    private readonly programs: Programs,
  ) {}

  static async create(
    engine: Engine,
    model: Pick<LanguageModel, "config" | "weights">,
    sae: Sae,
  ): Promise<Deleter> {
    const joint = jointWeights(model, sae);
    return new Deleter(model, sae, {
      stream: await engine.compile(streamSpec(model.config, sae), joint),
      slopes: await engine.compile(slopesSpec(model.config, sae), joint),
      fromHook: await FromHook.create(engine, model, sae),
    });
  }

  async dispose(): Promise<void> {
    for (const program of Object.values(this.programs) as Pick<Program, "dispose">[]) await program.dispose();
  }

  /** x [T, d] and features [T, m]. */
  async stream(
    ids: readonly number[],
    without: readonly number[],
  ): Promise<{ x: Float32Array; features: Float32Array }> {
    const removed = new Float32Array(this.sae.config.dSae);
    for (const feature of without) removed[feature] = 1;
    const outputs = await this.programs.stream.run({
      ids: repeated(ids, 1),
      positions: positionsOf(1, ids.length),
      removed: { dtype: "float32", shape: [removed.length], data: removed },
    });
    return {
      x: input(outputs, "x").data as Float32Array,
      features: input(outputs, "features").data as Float32Array,
    };
  }

  /** Streams of `time` tokens that the engine reads in one go. */
  streamsAtOnce(time: number): number {
    return this.programs.fromHook.streamsAtOnce(time);
  }

  /** Logits after the last token of each stream [T, d] of a text. */
  logits(streams: readonly Float32Array[], ids: readonly number[]): Promise<Float32Array[]> {
    return this.programs.fromHook.logits(streams, ids);
  }

  /** Gradient of logit `a` less logit `b` along every feature's direction, [T, m], at a stream. */
  async slopes(x: Float32Array, ids: readonly number[], a: number, b: number): Promise<Float32Array> {
    const { width, vocabulary } = this.model.config;
    const time = ids.length;
    const seed = new Float32Array(vocabulary);
    seed[a] = 1;
    seed[b] = -1;
    const { slopes } = await this.programs.slopes.run({
      ids: repeated(ids, 1),
      positions: positionsOf(1, time),
      x: { dtype: "float32", shape: [1, time, width], data: x },
      mask: causalMask(time),
      seed: { dtype: "float32", shape: [1, 1, vocabulary], data: seed },
    });
    return slopes?.data as Float32Array;
  }

  get features(): number {
    return this.sae.config.dSae;
  }

  get mostTokens(): number {
    return this.model.config.context;
  }

  ends(id: number): boolean {
    return endsText(this.model.config, id);
  }

  /** Takes activations out of a stream [T, d] in place. */
  subtract(x: Float32Array, activations: readonly Activation[]): Float32Array {
    const decoder = decoderOf(this.sae);
    for (const { at, feature, value } of activations) addDirection(x, decoder, { feature, at, by: -value });
    return x;
  }

  /** Every active feature at every token but BOS. */
  activationsOf(features: Float32Array, time: number): Activation[] {
    const { dSae } = this.sae.config;
    const { directions, width } = decoderOf(this.sae);
    const found: Activation[] = [];
    for (let at = 1; at < time; at++)
      for (let feature = 0; feature < dSae; feature++) {
        const value = features[at * dSae + feature] ?? 0;
        if (value <= 0) continue;
        let squares = 0;
        for (let j = 0; j < width; j++) squares += (directions[feature * width + j] ?? 0) ** 2;
        found.push({ at, feature, value, norm: value * Math.sqrt(squares) });
      }
    return found;
  }
}
