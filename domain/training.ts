import { z } from "zod";
import { saeQuality } from "./collections";
import { FeaturescopeError } from "./errors";
import { trainingOptions, type TrainingOptions } from "./training-options";

/** Passages at the end of the texts that are kept out of training, to set the threshold with. */
export const CALIBRATION_PASSAGES = 256;

const LARGEST = { features: 65_536, batch: 65_536, steps: 1_000_000, weights: 2 ** 26 };
/** Memory for activations that are mixed, in bytes of single precision. */
const BUFFER_BYTES = 2 ** 29;
const name = z.string().trim().min(1).max(1000);

/** What /admin/train asks for; what is left out is chosen by {@link completeTraining}. */
export const trainingRequest = z.object({
  model: name,
  /** Name of one of the model's corpora. */
  corpus: name,
  hook: name,
  architecture: trainingOptions.shape.architecture,
  features: z.number().int().min(2).max(LARGEST.features),
  k: z.number().int().positive().optional(),
  l1: z.number().min(0).max(1e6).optional(),
  l0: z.number().min(0).max(1e6).optional(),
  bandwidth: trainingOptions.shape.bandwidth,
  prefixes: z.array(z.number().int().positive()).min(1).max(16).optional(),
  initial: trainingOptions.shape.initial,
  kFrom: trainingOptions.shape.kFrom,
  kAnnealSteps: trainingOptions.shape.kAnnealSteps,
  sparsityWarmupSteps: trainingOptions.shape.sparsityWarmupSteps,
  schedule: trainingOptions.shape.schedule,
  batch: z.number().int().positive().max(LARGEST.batch),
  steps: z.number().int().positive().max(LARGEST.steps),
  rate: z.number().positive().max(1).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Keeps the activations on disk, so that the text is read once and trained on many times. */
  keep: z.boolean().default(false),
});
export type TrainingRequest = z.infer<typeof trainingRequest>;

/** Where an SAE can be trained in the browser: the residual stream after each block. */
export const trainingHooks = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) => `blocks.${layer}.hook_resid_post`);

/** The learning rate that an SAE of this width begins with when none is named (Gao et al. 2024). */
export const usualRate = (features: number): number => 2e-4 / Math.sqrt(features / 16384);

/**
 * Bandwidth of JumpReLU when none is named: the paper's 0.001 is for inputs of norm 1, and here they have a norm of the root
 * of the model's width, which for the models that it was chosen with is about 50.
 */
export const USUAL_BANDWIDTH = 0.05;

/** Share of the steps at the end over which a rate that is not constant falls. */
export const USUAL_DECAY_SHARE = 0.2;

/** What is known of the model and the corpus that a request names. */
export interface TrainingTexts {
  layers: number;
  width: number;
  passages: number;
  tokens: number;
}

/**
 * All options of a run. Throws BAD_INPUT, naming the field, for a hook that the model lacks, options that do not fit
 * together, weights too large for a worker's memory, and a text too short to train on.
 */
export function completeTraining(request: TrainingRequest, texts: TrainingTexts): TrainingOptions {
  const { hook, corpus, features, batch, steps } = request;
  const hooks = trainingHooks(texts.layers);
  if (!hooks.includes(hook))
    throw refusal(
      "Hook",
      `${request.model} has no "${hook}"`,
      `Choose one of ${hooks[0]} to ${hooks.at(-1)}.`,
    );
  if (features % 4 !== 0) throw refusal("Features", `${features} is no multiple of 4`, "Choose one that is.");
  if (features * texts.width > LARGEST.weights)
    throw refusal(
      "Features",
      `${features} features of width ${texts.width} are too many for the memory of a worker`,
      `Choose at most ${Math.floor(LARGEST.weights / texts.width)}.`,
    );
  requirePassages(texts.passages, corpus);
  if (texts.tokens < batch)
    throw refusal(
      "Corpus",
      `${corpus} has ${texts.tokens} tokens, which do not fill one batch of ${batch}`,
      "Choose a longer corpus or a smaller batch.",
    );
  const parsed = trainingOptions.safeParse({
    hookName: hook,
    architecture: request.architecture,
    features,
    k: request.k,
    prefixes: request.prefixes,
    initial: request.initial,
    kFrom: request.kFrom,
    kAnnealSteps: request.kAnnealSteps,
    sparsityWarmupSteps: request.sparsityWarmupSteps,
    schedule: request.schedule,
    l1: request.l1,
    l0: request.l0,
    bandwidth: request.bandwidth ?? (request.architecture === "jumprelu" ? USUAL_BANDWIDTH : undefined),
    batch,
    steps,
    rate: request.rate ?? usualRate(features),
    warmupSteps: Math.min(1000, Math.floor(steps / 10)),
    decayShare: request.schedule === "constant" ? 0 : USUAL_DECAY_SHARE,
    auxiliary: 1 / 32,
    deadAfterTokens: 400_000,
    bufferTokens: Math.max(batch, Math.min(texts.tokens, Math.floor(BUFFER_BYTES / (4 * texts.width)))),
    seed: request.seed,
  });
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data)) as TrainingOptions; // without undefined fields
  const [issue] = parsed.error.issues;
  throw refusal(issue?.path.join(".") ?? "Options", issue?.message ?? "", "Change it and start again.");
}

/** Throws BAD_INPUT for a text all of which would be kept out of training. */
export function requirePassages(passages: number, corpus: string): void {
  if (passages > CALIBRATION_PASSAGES) return;
  throw refusal(
    "Corpus",
    `${corpus} has ${passages} passages; ${CALIBRATION_PASSAGES} of them are kept for calibration`,
    "Choose or sample a longer one.",
  );
}

const refusal = (field: string, message: string, hint: string) =>
  new FeaturescopeError("BAD_INPUT", `${field}: ${message}.`, hint);

/** Metrics of a window of steps; means but for `dead` and `rate`, which are the last step's. */
export const trainingMetrics = z.object({
  step: z.number().int(),
  /** Squared error over the squared deviation of the batch from its mean. */
  fvu: z.number(),
  l0: z.number(),
  /** Features that have been silent for `deadAfterTokens`. */
  dead: z.number().int(),
  rate: z.number(),
  tokensPerSecond: z.number(),
});
export type TrainingMetrics = z.infer<typeof trainingMetrics>;

/** What a finished run leaves in its job. */
export const trainingResult = z.object({
  folder: z.string(),
  weightsSha256: z.string(),
  quality: saeQuality,
});
export type TrainingResult = z.infer<typeof trainingResult>;
