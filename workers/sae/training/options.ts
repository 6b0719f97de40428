import type { TrainingOptions } from "@/domain/training";

export { trainingOptions, type TrainingOptions } from "@/domain/training";

/** Linear warm-up, constant, linear decay to 0; `step` counts from 0. */
export function learningRate(options: TrainingOptions, step: number): number {
  const { rate, steps, warmupSteps, decayShare } = options;
  const warm = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const decay = decayShare > 0 ? Math.min(1, (steps - step) / (steps * decayShare)) : 1;
  return rate * warm * decay;
}
