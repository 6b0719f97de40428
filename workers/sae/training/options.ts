import type { TrainingOptions } from "@/domain/training-options";

export { trainingOptions, type TrainingOptions } from "@/domain/training-options";

/** Linear warm-up, constant, then the schedule's fall to 0 over the last `decayShare`; `step` counts from 0. */
export function learningRate(options: TrainingOptions, step: number): number {
  const { rate, steps, warmupSteps, decayShare, schedule } = options;
  const warm = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const left = decayShare > 0 ? Math.min(1, (steps - step) / (steps * decayShare)) : 1;
  const decay = schedule === "cosine" ? (1 - Math.cos(Math.PI * left)) / 2 : left;
  return rate * warm * decay;
}

/** Share of the sparsity penalty's weight at a step, which counts from 0 (as `l1_warm_up_steps` of SAELens). */
export const sparsityShare = ({ sparsityWarmupSteps = 0 }: TrainingOptions, step: number): number =>
  sparsityWarmupSteps > 0 ? Math.min(1, (step + 1) / sparsityWarmupSteps) : 1;

/** k at a step, which counts from 0: in a line from `kFrom` to `k`, so that between them it can be a fraction. */
export function annealedK({ k = 0, kFrom = k, kAnnealSteps = 0 }: TrainingOptions, step: number): number {
  return step < kAnnealSteps ? kFrom + ((k - kFrom) * step) / kAnnealSteps : k;
}
