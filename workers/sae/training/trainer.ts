import type { Engine, HostTensor, Program } from "../../engine/ops";
import { adamStep, allocateAdam, type AdamState } from "./adam";
import { BackwardPass, type StepLosses } from "./backward";
import { compileEncoder } from "./encoder-program";
import { randomDirections } from "./initial-directions";
import { JumpThresholds } from "./jump-thresholds";
import { Kernels } from "./kernels";
import { normaliseInto, type Normalisation } from "./normalisation";
import { normaliseRows } from "./normalise-rows";
import { annealedK, learningRate, sparsityShare, type TrainingOptions } from "./options";
import {
  allocateParameters,
  parameterFloats,
  PARAMETER_NAMES,
  removeParallel,
  type SaeParameters,
} from "./parameters";
import { batchTopK, largestOfRows, rowTopK, sparseAbove, sparseColumns, type ActiveRows } from "./select";

export interface StepMetrics extends StepLosses {
  step: number;
  rate: number;
  /** Mean active features a token. */
  l0: number;
  /** Squared error over the batch's squared deviation from its mean (which normalisation makes about 0). */
  fvu: number;
  dead: number;
}

/** Parameters, optimiser state and one training step. */
export class SaeTrainer {
  step = 0;
  /** Smallest value kept in the last batch (batchtopk). */
  threshold = 0;
  /** Tokens since each feature last fired. */
  readonly silentTokens: Int32Array;
  readonly parameters: SaeParameters;
  readonly moments: Record<(typeof PARAMETER_NAMES)[number], AdamState>;
  /** Learnt thresholds (jumprelu). */
  readonly jump: JumpThresholds | null;
  private readonly backward: BackwardPass;

  private constructor(
    readonly options: TrainingOptions,
    readonly normalisation: Normalisation,
    private readonly kernels: Kernels,
    private readonly encode: Program,
  ) {
    const width = normalisation.mean.length;
    this.silentTokens = new Int32Array(options.features);
    this.parameters = allocateParameters(kernels, options.features, width);
    this.moments = {
      encoder: allocateAdam(kernels, options.features * width),
      encoderBias: allocateAdam(kernels, options.features),
      decoder: allocateAdam(kernels, options.features * width),
      decoderBias: allocateAdam(kernels, width),
    };
    this.jump =
      options.bandwidth === undefined
        ? null
        : new JumpThresholds(kernels, options.features, options.bandwidth);
    this.backward = new BackwardPass(kernels, this.parameters, options.batch, prefixesOf(options));
    this.beginAt(randomDirections(options.features, width, options.seed));
  }

  static async create(
    engine: Engine,
    options: TrainingOptions,
    normalisation: Normalisation,
  ): Promise<SaeTrainer> {
    const width = normalisation.mean.length;
    const { features, batch } = options;
    const prefixes = prefixesOf(options).length;
    const floats =
      3 * parameterFloats(features, width) +
      BackwardPass.floats(features, width, batch, prefixes) +
      JumpThresholds.floats(features);
    const kernels = await Kernels.create(floats, 32);
    const encode = await compileEncoder(
      engine,
      { batch, features, width },
      options.architecture !== "jumprelu",
    );
    return new SaeTrainer(options, normalisation, kernels, encode);
  }

  /** One step on raw activations [batch, width]. */
  async train(activations: Float32Array): Promise<StepMetrics> {
    const { options, parameters, backward, jump } = this;
    const { features, batch } = options;
    normaliseInto(backward.x.values, activations, this.normalisation);
    const pre = await this.preActivations();
    const { active, near } = this.select(pre);
    const revived = options.auxiliary > 0 ? this.selectDead(pre) : null;
    const share = sparsityShare(options, this.step);
    const losses = backward.run(active, revived, { l1: options.l1 * share, auxiliary: options.auxiliary });
    const l0 = active.values.length / batch;
    if (jump && near) {
      const penalty = (options.l0 ?? 0) * share;
      jump.differentiate(near, backward.slopesAt(near), penalty / batch);
      losses.sparsity = penalty * l0;
    }

    const rate = learningRate(options, this.step);
    this.step++;
    const learnt = PARAMETER_NAMES.filter((name) => !(options.frozenDecoder && name === "decoder"));
    const unitRows = options.architecture !== "relu" && !options.frozenDecoder;
    const width = this.normalisation.mean.length;
    if (unitRows) removeParallel(this.kernels, backward.gradients.decoder, parameters.decoder, width);
    for (const name of learnt) {
      adamStep(this.kernels, parameters[name], backward.gradients[name], this.moments[name], rate, this.step);
    }
    jump?.learn(rate, this.step);
    if (unitRows) normaliseRows(parameters.decoder.values, width);

    this.countSilence(active);
    let dead = 0;
    for (let i = 0; i < features; i++) if ((this.silentTokens[i] as number) > options.deadAfterTokens) dead++;
    const variance = squareMean(backward.x.values) * width;
    return {
      ...losses,
      step: this.step,
      rate,
      l0,
      fvu: losses.squaredError / variance,
      dead,
    };
  }

  /** Sets both matrices to unit rows [features, width], before the first step. */
  beginAt(directions: Float32Array): void {
    const { encoder, decoder } = this.parameters;
    const scale = this.options.architecture === "relu" ? 0.1 : 1;
    decoder.values.set(directions.map((value) => value * scale));
    encoder.values.set(decoder.values);
  }

  dispose(): Promise<void> {
    return this.encode.dispose();
  }

  private async preActivations(): Promise<Float32Array> {
    const { features } = this.options;
    const width = this.normalisation.mean.length;
    const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });
    const { pre } = await this.encode.run({
      x: tensor(this.backward.x.values, [this.options.batch, width]),
      encoder: tensor(this.parameters.encoder.values, [features, width]),
      encoderBias: tensor(this.parameters.encoderBias.values, [features]),
      decoderBias: tensor(this.parameters.decoderBias.values, [width]),
    });
    return pre?.data as Float32Array;
  }

  /** Active features, and for jumprelu those near their threshold. */
  private select(pre: Float32Array): { active: ActiveRows; near?: ActiveRows } {
    if (this.jump) return this.jump.select(pre);
    const { architecture, features, batch } = this.options;
    const k = annealedK(this.options, this.step);
    if (architecture === "relu") return { active: sparseAbove(pre, features, 0) };
    if (architecture === "topk") return { active: rowTopK(pre, features, Math.round(k)) };
    const { rows, threshold } = batchTopK(pre, features, Math.round(k * batch), this.threshold);
    this.threshold = threshold;
    return { active: rows };
  }

  /** The width / 2 strongest dead features of each row, or null while none is dead. */
  private selectDead(pre: Float32Array): ActiveRows | null {
    const { features, deadAfterTokens } = this.options;
    const dead = Uint32Array.from(this.silentTokens.keys()).filter(
      (feature) => (this.silentTokens[feature] as number) > deadAfterTokens,
    );
    if (dead.length === 0) return null;
    return largestOfRows(sparseColumns(pre, features, dead), Math.floor(this.normalisation.mean.length / 2));
  }

  private countSilence({ features }: ActiveRows): void {
    for (let i = 0; i < this.silentTokens.length; i++) {
      this.silentTokens[i] = (this.silentTokens[i] as number) + this.options.batch;
    }
    for (const feature of features) this.silentTokens[feature] = 0;
  }
}

const prefixesOf = ({ prefixes = [], features }: TrainingOptions): number[] => [...prefixes, features];

function squareMean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return sum / values.length;
}
