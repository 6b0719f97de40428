/**
 * The thresholds of JumpReLU (Rajamanoharan et al. 2024, arXiv 2407.14435): a feature is active, with the value of its
 * pre-activation z, where z > theta. That has no gradient in theta, so the paper's pseudo-derivatives stand in for it
 * (K is the rectangle of width and height 1):
 *
 *     d JumpReLU(z) / d theta = -(theta / bandwidth) K((z - theta) / bandwidth)
 *     d H(z - theta) / d theta = -(1 / bandwidth) K((z - theta) / bandwidth)
 *
 * Logarithms of thresholds are learnt, which keeps them above 0. As in the paper the pre-activation gets the ordinary
 * gradient of what is active (backward.ts), and none of the penalty.
 */
import { adamStep, allocateAdam, type AdamState } from "./adam";
import type { Block, Kernels } from "./kernels";
import { keepEntries, sparseAboveEach, type ActiveRows } from "./select";

/**
 * Where every threshold begins: the deviation of pre-activations along random unit rows, inputs being normalised to a norm of
 * sqrt(width). From the paper's 0.001 (for inputs of norm 1) a threshold takes thousands of steps to where it tells
 * anything apart, because Adam moves its logarithm by no more than the learning rate a step.
 */
const INITIAL_THRESHOLD = 1;

export class JumpThresholds {
  /** Logarithms of the thresholds, [features], and their gradient in the last step. */
  readonly log: Block;
  readonly gradient: Block;
  readonly moments: AdamState;

  constructor(
    private readonly kernels: Kernels,
    features: number,
    private readonly bandwidth: number,
  ) {
    this.log = kernels.allocate(features);
    this.gradient = kernels.allocate(features);
    this.moments = allocateAdam(kernels, features);
    this.log.values.fill(Math.log(INITIAL_THRESHOLD));
  }

  /** Floats that a set of thresholds takes in the kernels' memory. */
  static floats(features: number): number {
    return 4 * features;
  }

  /** [features], in units of the pre-activations. */
  thresholds(): Float64Array {
    return Float64Array.from(this.log.values, Math.exp);
  }

  /**
   * @param pre pre-activations [rows, features], not rectified
   * @returns `active` features with their activations, and `near` ones, within half a bandwidth of their threshold on
   * either side, with their pre-activations
   */
  select(pre: Float32Array): { active: ActiveRows; near: ActiveRows } {
    const thresholds = this.thresholds();
    const half = this.bandwidth / 2;
    const rows = sparseAboveEach(
      pre,
      thresholds.map((threshold) => threshold - half),
    );
    const above = (n: number) =>
      (rows.values[n] as number) - (thresholds[rows.features[n] as number] as number);
    return {
      active: keepEntries(rows, (n) => above(n) > 0),
      near: keepEntries(rows, (n) => Math.abs(above(n)) < half),
    };
  }

  /**
   * Overwrites `gradient` with that of the squared error plus `penalty` for each active feature of a row.
   * @param slopes gradient of the squared error by the activation of each entry of `near`
   */
  differentiate(near: ActiveRows, slopes: Float32Array, penalty: number): void {
    const thresholds = this.thresholds();
    const { values } = this.gradient;
    values.fill(0);
    near.features.forEach((feature, n) => {
      const threshold = thresholds[feature] as number;
      const byThreshold = -(threshold * (slopes[n] as number) + penalty) / this.bandwidth;
      values[feature] = (values[feature] as number) + byThreshold * threshold; // d theta / d log theta = theta
    });
  }

  /** One step of Adam against `gradient`; `step` counts from 1. */
  learn(rate: number, step: number): void {
    adamStep(this.kernels, this.log, this.gradient, this.moments, rate, step);
  }
}
