import { z } from "zod";

/** Everything that decides what a training run computes; kept in the manifest of the SAE. */
export const trainingOptions = z
  .object({
    hookName: z.string(),
    architecture: z.enum(["relu", "topk", "batchtopk", "jumprelu"]),
    features: z.number().int().positive(),
    /** Active features a token (topk) or on average over a batch (batchtopk). */
    k: z.number().int().positive().optional(),
    /** What k begins with, and the steps over which it falls in a line to `k`. */
    kFrom: z.number().int().positive().optional(),
    kAnnealSteps: z.number().int().positive().optional(),
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
    /** Where encoder and decoder begin: at random directions (when left out) or along activations of drawn tokens. */
    initial: z.enum(["random", "data"]).optional(),
    /** Weight of the sparsity penalty (relu). */
    l1: z.number().nonnegative().default(0),
    /** Weight of the number of active features of a token (jumprelu). */
    l0: z.number().nonnegative().optional(),
    /**
     * Width of the kernel that stands in for the derivative at a threshold (jumprelu), in units of the pre-activations of
     * normalised inputs (workers/sae/training/normalisation.ts).
     */
    bandwidth: z.number().positive().optional(),
    /** Steps over which the weight of the penalty rises in a line from 0 (relu, jumprelu); 0 when left out. */
    sparsityWarmupSteps: z.number().int().nonnegative().optional(),
    /** Tokens of one step. */
    batch: z.number().int().positive(),
    steps: z.number().int().positive(),
    /** Adam's learning rate after the warm-up. */
    rate: z.number().positive(),
    warmupSteps: z.number().int().nonnegative(),
    /** Share of the steps at the end over which the rate falls to 0. */
    decayShare: z.number().min(0).max(1),
    /** How the rate falls: in a line when left out, along half a cosine, or not at all. */
    schedule: z.enum(["linear", "cosine", "constant"]).optional(),
    /** Weight of the AuxK loss (Gao et al. 2024). */
    auxiliary: z.number().nonnegative(),
    /** A feature silent for this many tokens is dead until it fires again. */
    deadAfterTokens: z.number().int().positive(),
    /** Activations held in memory and mixed, in tokens. */
    bufferTokens: z.number().int().positive(),
    seed: z.number().int().nonnegative(),
  })
  .refine((o) => ["topk", "batchtopk"].includes(o.architecture) === (o.k !== undefined), {
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
  })
  .refine((o) => !o.frozenDecoder || o.initial !== "data", {
    message: "a frozen decoder begins at random directions, for it is a control",
    path: ["initial"],
  })
  .refine((o) => o.kFrom === undefined || (o.k !== undefined && o.kFrom >= o.k && o.kFrom <= o.features), {
    message: "k begins, for topk and batchtopk, between its last value and the number of features",
    path: ["kFrom"],
  })
  .refine((o) => (o.kFrom === undefined) === (o.kAnnealSteps === undefined), {
    message: "kFrom and kAnnealSteps go together",
    path: ["kAnnealSteps"],
  })
  .refine((o) => o.kAnnealSteps === undefined || o.kAnnealSteps <= o.steps, {
    message: "k would not come to its last value within the steps",
    path: ["kAnnealSteps"],
  })
  .refine((o) => (o.architecture === "jumprelu") === (o.l0 !== undefined), {
    message: "l0 belongs to jumprelu, and only to it",
    path: ["l0"],
  })
  .refine((o) => (o.architecture === "jumprelu") === (o.bandwidth !== undefined), {
    message: "the bandwidth belongs to jumprelu, and only to it",
    path: ["bandwidth"],
  })
  .refine((o) => o.architecture !== "jumprelu" || o.l1 === 0, {
    message: "l1 belongs to relu; jumprelu has l0",
    path: ["l1"],
  })
  .refine((o) => !o.sparsityWarmupSteps || ["relu", "jumprelu"].includes(o.architecture), {
    message: "a warm-up of the sparsity penalty belongs to relu and jumprelu, and only to them",
    path: ["sparsityWarmupSteps"],
  })
  .refine((o) => o.schedule !== "constant" || o.decayShare === 0, {
    message: "a constant rate has no share of the steps over which it falls",
    path: ["decayShare"],
  })
  // What is named and is the same as when left out does not stand in manifests and checkpoints, nor tell runs apart.
  .overwrite(({ initial, schedule, sparsityWarmupSteps, ...others }) => ({
    ...others,
    ...(initial === "data" && { initial }),
    ...(schedule && schedule !== "linear" && { schedule }),
    ...(sparsityWarmupSteps && { sparsityWarmupSteps }),
  }));
export type TrainingOptions = z.infer<typeof trainingOptions>;
