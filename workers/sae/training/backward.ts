/**
 * Loss and hand-written gradients of an SAE over the active features alone. A batch row has tens of active
 * features among thousands, so decoding and every gradient cost about one percent of the dense products; only the
 * encoder's product (in the engine) stays dense.
 *
 * Loss, mean over rows: |x - xhat|^2 + l1 * sum_i f_i |d_i| + AuxK (Gao et al. 2024, section A.2). With prefixes the
 * first term is the mean over them of |x - xhat of the prefix's features|^2 (Matryoshka, Bussmann et al. 2025).
 */
import type { Block, Kernels } from "./kernels";
import { allocateParameters, parameterFloats, PARAMETER_NAMES, type SaeParameters } from "./parameters";
import { keepEntries, type ActiveRows } from "./select";

export interface LossOptions {
  /** Weight of sum_i f_i |d_i| (Templeton et al. 2024); 0 for top-k architectures. */
  l1: number;
  /** Weight of the error that dead features leave when they model the residual. */
  auxiliary: number;
}

/** All means over rows; the squared error is that of all features, whatever the prefixes. */
export interface StepLosses {
  squaredError: number;
  sparsity: number;
  auxiliary: number;
}

export class BackwardPass {
  readonly x: Block;
  readonly gradients: SaeParameters;
  private readonly centred: Block;
  /** Of each prefix, the last that of all features; after a run the gradients of all prefixes that end there or later. */
  private readonly errors: readonly Block[];
  private readonly auxiliaryError: Block;

  constructor(
    private readonly kernels: Kernels,
    private readonly parameters: SaeParameters,
    private readonly rows: number,
    /** Numbers of features that reconstruct on their own, ascending; the last is that of all. */
    private readonly prefixes: readonly number[] = [parameters.encoderBias.values.length],
  ) {
    const width = parameters.decoderBias.values.length;
    this.gradients = allocateParameters(kernels, parameters.encoderBias.values.length, width);
    this.x = kernels.allocate(rows * width);
    this.centred = kernels.allocate(rows * width);
    this.errors = prefixes.map(() => kernels.allocate(rows * width));
    this.auxiliaryError = kernels.allocate(rows * width);
  }

  static floats(features: number, width: number, rows: number, prefixes = 1): number {
    return parameterFloats(features, width) + (3 + prefixes) * rows * width;
  }

  /**
   * Overwrites `gradients` for the inputs in `x`.
   * @param active features that decode each row
   * @param revived dead features that are asked to model what `active` leaves, or null
   */
  run(active: ActiveRows, revived: ActiveRows | null, options: LossOptions): StepLosses {
    const { rows, errors } = this;
    for (const name of PARAMETER_NAMES) this.gradients[name].values.fill(0);
    this.centre();
    const groups = this.prefixes.map((end, p) => this.between(active, this.prefixes[p - 1] ?? 0, end));
    errors.forEach((error, p) => {
      const before = errors[p - 1];
      if (before) error.values.set(before.values);
      else this.centred.values.forEach((x, i) => (error.values[i] = -x));
      this.addDecoded(error, groups[p] as ActiveRows);
    });
    const whole = errors[errors.length - 1] as Block;
    const losses: StepLosses = { squaredError: this.square(whole) / rows, sparsity: 0, auxiliary: 0 };

    if (revived) {
      this.auxiliaryError.values.set(whole.values);
      this.addDecoded(this.auxiliaryError, revived);
      losses.auxiliary = (options.auxiliary * this.square(this.auxiliaryError)) / rows;
      scale(this.auxiliaryError.values, (2 * options.auxiliary) / rows);
      this.addGradients(this.auxiliaryError, revived, 0);
    }
    // A feature is in its own prefix and all longer ones, so what they leave adds up from the last to the first.
    for (let p = errors.length - 1; p >= 0; p--) {
      const error = errors[p] as Block;
      scale(error.values, 2 / (rows * errors.length));
      const longer = errors[p + 1];
      if (longer) this.kernels.run.addScaled(error.pointer, longer.pointer, 1, error.values.length);
      losses.sparsity += this.addGradients(error, groups[p] as ActiveRows, options.l1 / rows);
    }
    this.addDecoderBiasGradient();
    return losses;
  }

  /** Gradient of the squared error by the activation of each entry, active or not, at the inputs of the last run. */
  slopesAt({ offsets, features }: ActiveRows): Float32Array {
    const slopes = new Float32Array(features.length);
    for (let row = 0; row + 1 < offsets.length; row++) {
      for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
        const feature = features[n] as number;
        const error = this.errors[this.prefixes.findIndex((end) => feature < end)] as Block;
        const direction = this.parameters.decoder.pointer + 4 * this.width * feature;
        slopes[n] = this.kernels.run.dot(error.pointer + 4 * row * this.width, direction, this.width);
      }
    }
    return slopes;
  }

  private between(active: ActiveRows, start: number, end: number): ActiveRows {
    if (this.prefixes.length === 1) return active;
    return keepEntries(active, (n) => {
      const feature = active.features[n] as number;
      return feature >= start && feature < end;
    });
  }

  private get width(): number {
    return this.parameters.decoderBias.values.length;
  }

  private centre(): void {
    const [x, centred, bias] = [this.x.values, this.centred.values, this.parameters.decoderBias.values];
    for (let base = 0; base < x.length; base += bias.length) {
      for (let j = 0; j < bias.length; j++) centred[base + j] = (x[base + j] as number) - (bias[j] as number);
    }
  }

  /** target[row] += sum over its active features of f_i d_i. */
  private addDecoded(target: Block, { offsets, features, values }: ActiveRows): void {
    const { addScaled } = this.kernels.run;
    const { width } = this;
    const decoder = this.parameters.decoder.pointer;
    for (let row = 0; row + 1 < offsets.length; row++) {
      const to = target.pointer + 4 * row * width;
      for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
        addScaled(to, decoder + 4 * width * (features[n] as number), values[n] as number, width);
      }
    }
  }

  /**
   * Adds the gradients of encoder, encoderBias and decoder for the error gradient `g` at the output.
   * @returns l1 * sum f_i |d_i|
   */
  private addGradients(g: Block, { offsets, features, values }: ActiveRows, l1: number): number {
    const { addScaled, dot } = this.kernels.run;
    const { width } = this;
    const decoder = this.parameters.decoder.pointer;
    const decoderGradient = this.gradients.decoder.pointer;
    const encoderGradient = this.gradients.encoder.pointer;
    const biasGradient = this.gradients.encoderBias.values;
    let penalty = 0;
    for (let row = 0; row + 1 < offsets.length; row++) {
      const gRow = g.pointer + 4 * row * width;
      const xRow = this.centred.pointer + 4 * row * width;
      for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) {
        const feature = features[n] as number;
        const value = values[n] as number;
        const at = 4 * width * feature;
        let slope = dot(gRow, decoder + at, width);
        if (l1 > 0) {
          const norm = Math.sqrt(dot(decoder + at, decoder + at, width));
          slope += l1 * norm;
          penalty += l1 * value * norm;
          if (norm > 0) addScaled(decoderGradient + at, decoder + at, (l1 * value) / norm, width);
        }
        biasGradient[feature] = (biasGradient[feature] as number) + slope;
        addScaled(decoderGradient + at, gRow, value, width);
        addScaled(encoderGradient + at, xRow, slope, width);
      }
    }
    return penalty;
  }

  /** b_dec enters the reconstruction directly and is subtracted from the encoder's input. */
  private addDecoderBiasGradient(): void {
    const { addScaled } = this.kernels.run;
    const { width } = this;
    const target = this.gradients.decoderBias.pointer;
    for (let row = 0; row < this.rows; row++)
      addScaled(target, (this.errors[0] as Block).pointer + 4 * row * width, 1, width);
    this.gradients.encoderBias.values.forEach((slope, feature) => {
      if (slope !== 0)
        addScaled(target, this.parameters.encoder.pointer + 4 * width * feature, -slope, width);
    });
  }

  private square(block: Block): number {
    let sum = 0;
    for (let row = 0; row < this.rows; row++) {
      const at = block.pointer + 4 * row * this.width;
      sum += this.kernels.run.dot(at, at, this.width); // row by row: float32 sums of millions lose precision
    }
    return sum;
  }
}

function scale(values: Float32Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * by;
}
