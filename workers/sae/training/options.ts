import { z } from "zod";

/** Everything that decides what a training run computes; kept in the manifest of the SAE. */
export const trainingOptions = z
  .object({
    hookName: z.string(),
    architecture: z.enum(["relu", "topk", "batchtopk"]),
    features: z.number().int().positive(),
    /** Active features a token (topk) or on average over a batch (batchtopk). */
    k: z.number().int().positive().optional(),
    /**
     * Matryoshka (Bussmann et al. 2025): numbers of features, ascending, of which each reconstructs on its own; all
     * features do so too.
     */
    prefixes: z.array(z.number().int().positive()).min(1).optional(),
    /**
     * Leaves the decoder at its random directions: the control of Korznikov et al. 2026 (arXiv 2602.14111), which tells
     * what the encoder alone explains.
     */
    frozenDecoder: z.boolean().optional(),
    /** Weight of the sparsity penalty (relu). */
    l1: z.number().nonnegative().default(0),
    /** Tokens of one step. */
    batch: z.number().int().positive(),
    steps: z.number().int().positive(),
    /** Adam's learning rate after the warm-up. */
    rate: z.number().positive(),
    warmupSteps: z.number().int().nonnegative(),
    /** Share of the steps at the end over which the rate falls linearly to 0. */
    decayShare: z.number().min(0).max(1),
    /** Weight of the AuxK loss (Gao et al. 2024). */
    auxiliary: z.number().nonnegative(),
    /** A feature silent for this many tokens is dead until it fires again. */
    deadAfterTokens: z.number().int().positive(),
    /** Activations held in memory and mixed, in tokens. */
    bufferTokens: z.number().int().positive(),
    seed: z.number().int().nonnegative(),
  })
  .refine((o) => (o.architecture === "relu") === (o.k === undefined), {
    message: "k belongs to topk and batchtopk, and only to them",
    path: ["k"],
  })
  .refine((o) => !o.prefixes || [...o.prefixes, o.features].every((n, i, all) => n > (all[i - 1] ?? 0)), {
    message: "prefixes grow, and the last is smaller than the number of features",
    path: ["prefixes"],
  })
  .refine((o) => o.k === undefined || o.k <= o.features, {
    message: "k is larger than the number of features",
    path: ["k"],
  });
export type TrainingOptions = z.infer<typeof trainingOptions>;

/** Linear warm-up, constant, linear decay to 0; `step` counts from 0. */
export function learningRate(options: TrainingOptions, step: number): number {
  const { rate, steps, warmupSteps, decayShare } = options;
  const warm = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const decay = decayShare > 0 ? Math.min(1, (steps - step) / (steps * decayShare)) : 1;
  return rate * warm * decay;
}
