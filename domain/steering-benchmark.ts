/**
 * Results of the steering benchmark: how well features of an SAE steer what a model writes, beside control arms. Formulas
 * are in domain/steering-score.ts and docs/benchmark.md.
 */
import { z } from "zod";
import { steeringRecipe } from "./steering";

/** Changes with the meaning of the figures. */
export const BENCHMARK_FORMAT = "featurescope-steering-benchmark-1";

/** What is compared. Each arm but "none" and "prefix" adds a direction at every token, at each of the doses. */
export const BENCHMARK_ARMS = {
  feature: "the feature itself",
  "wrong-sign": "the feature with the wrong sign",
  "random-feature": "another live feature of like density and maximum",
  "random-direction": "a random direction of the same length",
  "diff-mean":
    "the mean stream around the feature's examples, less the mean of all text, scaled to the same length",
  double:
    "the feature of an SAE trained alike with a frozen random decoder that stands out most around the feature's examples, scaled to the same length",
  vector: "a vector that somebody made from texts for the same concept, scaled to the same length",
  prefix: "no edit, but a prompt that asks for what the label says",
  none: "no edit",
} as const;
export type BenchmarkArm = keyof typeof BENCHMARK_ARMS;
export const ARM_NAMES = Object.keys(BENCHMARK_ARMS) as [BenchmarkArm, ...BenchmarkArm[]];
export const benchmarkArm = z.enum(ARM_NAMES);

/** Arms that add a direction, and so have doses. */
export const isDosed = (arm: BenchmarkArm): boolean => arm !== "prefix" && arm !== "none";

/** Arms that a recipe of the playground can express; the others add directions that no SAE there has. */
export const hasRecipe = (arm: BenchmarkArm): boolean => !isDirection(arm);

/** Arms whose direction is no feature's of the SAE. */
export const DIRECTION_ARMS = ["random-direction", "diff-mean", "double", "vector"] as const;
export type DirectionArm = (typeof DIRECTION_ARMS)[number];
export const isDirection = (arm: BenchmarkArm): arm is DirectionArm =>
  (DIRECTION_ARMS as readonly BenchmarkArm[]).includes(arm);

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is decided before anything is measured. */
export const benchmarkGrid = z.strictObject({
  arms: z
    .array(benchmarkArm)
    .refine((arms) => arms.includes("none"), "The arm none must be there: all else is held against it"),
  /** In multiples of each feature's maximum over the corpus. */
  doses: z.array(z.number().min(-20).max(20)).min(1).max(24),
  /** How the feature itself is edited; directions are added in either case. */
  mode: z.enum(["add", "clamp"]),
  /** The dose is chosen on the prompts with even places (0, 2, ..) and the score reported on the others. */
  prompts: z.array(z.string().max(1000)).min(2).max(64),
  /** Prompts are messages to a chat model. */
  chat: z.boolean(),
  /** What stands before the prompt in the prefix arm; {label} is replaced by the feature's shown label. */
  prefix: z.string().includes("{label}"),
  /** Tokens written a text. */
  tokens: z.number().int().min(4).max(512),
  temperature: z.number().min(0).max(2),
  topP: z.number().gt(0).max(1),
  seed: z.number().int().min(0).max(0xffff_ffff),
  /** Held-out passages that damage is measured on, and tokens read of each. */
  damage: z.strictObject({ passages: count, tokens: count }),
});
export type BenchmarkGrid = z.infer<typeof benchmarkGrid>;

/** Which features are asked for: named ones, or so many of candidates that are drawn by the grid's seed. */
export const benchmarkWish = z.union([
  z.strictObject({ indices: z.array(count).min(1).max(1000) }),
  z.strictObject({ features: z.number().int().min(1).max(1000), candidates: z.number().int().min(1) }),
]);
export type BenchmarkWish = z.infer<typeof benchmarkWish>;

/** A vector beside a feature: made from two sets of texts (workers/steering/make-vector.ts) at the SAE's hook. */
export const benchmarkVector = z.object({
  feature: count,
  name: z.string(),
  /** writeDirection of the direction, in base64 (domain/vectors.ts): whoever audits need not have the vector. */
  direction: z.base64(),
});
export type BenchmarkVector = z.infer<typeof benchmarkVector>;

export const benchmarkManifest = z.object({
  format: z.literal(BENCHMARK_FORMAT),
  /** Version of the program that measured it. */
  version: z.string(),
  model: z.object({ id: z.string(), sha256 }),
  sae: z.object({ slug: z.string(), hookName: z.string(), features: count, sha256 }),
  /** The SAE with a frozen decoder whose features stand in the double arm. */
  double: z.object({ sha256 }).optional(),
  /** What stands in the vector arm. */
  vectors: z.array(benchmarkVector).optional(),
  /** Where statistics and examples of the features come from. */
  collection: z.object({ corpus: z.string(), sha256, settings: z.string() }),
  engine: z.string(),
  grid: benchmarkGrid,
  features: z.object({
    /** In words: "listed by hand", or the rule. */
    chosen: z.string(),
    indices: z.array(count),
  }),
  /** Arms that were asked for and could not be had, with the reason. */
  leftOut: z.array(z.object({ arm: z.string(), why: z.string() })),
});
export type BenchmarkManifest = z.infer<typeof benchmarkManifest>;

/** One text and what was measured on it. The tokens written are read by the model as it is, behind the plain prompt. */
export const benchmarkCell = z.object({
  feature: count,
  arm: benchmarkArm,
  /** 0 for arms without. */
  dose: z.number(),
  /** Place in the grid's prompts. */
  prompt: count,
  seed: count,
  text: z.string(),
  /** Tokens written, and sha256 of their ids as little-endian uint32. */
  tokens: count,
  tokenHash: sha256,
  concept: z.object({
    /** Share of the tokens on which the feature is active, and its mean activation over them in multiples of its maximum. */
    fires: z.number(),
    activation: z.number(),
    /** Words of the text that belong to the lexicon, of how many. */
    hits: count,
    words: count,
    /**
     * Cosine of its meaning with that of the feature's held-out contexts, by the local embedding model. Reported, and no
     * part of the score; absent where that model could not be had.
     */
    similar: z.number().optional(),
  }),
  fluency: z.object({
    /** Mean negative log probability in nats. */
    nll: z.number(),
    /** Share of runs of four tokens that occurred before in the text. */
    repeated4: z.number(),
    /** Distinct pairs of neighbouring tokens, of all. */
    distinct2: z.number(),
  }),
  /** Opens in the playground and writes the same text; absent where no recipe can say it. */
  recipe: steeringRecipe.optional(),
});
export type BenchmarkCell = z.infer<typeof benchmarkCell>;

/** What an edit does to held-out text, a token: of one feature, arm and dose. */
export const benchmarkDamage = z.object({
  dose: z.number(),
  /** Cross-entropy with the edit less that without, in nats. */
  deltaCe: z.number(),
  /** KL(edited || plain) in nats. */
  kl: z.number(),
  /** Other features whose activation moves by more than three of its standard deviations. */
  moved: z.number(),
});
export type BenchmarkDamage = z.infer<typeof benchmarkDamage>;

/** Terms on 0..2 and their harmonic mean. Null where the term cannot be had, such as a lexicon of too few words. */
export const benchmarkTerms = z.object({
  score: z.number().nullable(),
  concept: z.number().nullable(),
  /** Terms of the concept: firing and lexicon. */
  fires: z.number().nullable(),
  lexicon: z.number().nullable(),
  fluency: z.number().nullable(),
  /** Perplexity over that of the model's own texts. */
  perplexityRatio: z.number().nullable(),
});
export type BenchmarkTerms = z.infer<typeof benchmarkTerms>;

export const dosePoint = benchmarkTerms.extend({ dose: z.number() });
export type DosePoint = z.infer<typeof dosePoint>;

export const armResult = z.object({
  /** By the score on the prompts it is chosen on. */
  chosenDose: z.number(),
  /** On the other prompts, at the chosen dose. */
  reported: benchmarkTerms,
  /** Area under the concept-fluency front over all doses and prompts, 0..1. */
  frontArea: z.number().nullable(),
  /** By dose, over all prompts. */
  curve: z.array(dosePoint),
  /** At the chosen dose; null where the arm edits nothing or damage was not measured. */
  damage: benchmarkDamage.nullable(),
});
export type ArmResult = z.infer<typeof armResult>;

export const PREDICTORS = {
  outputScore: "output score (Arad et al. 2025)",
  deltaConfidence: "change of token confidence (after Wang et al. 2025)",
  inputScore: "input score: its peaks among the tokens that it promotes (Arad et al. 2025)",
  labelScore: "score of the shown label",
  density: "density: share of tokens on which it is active",
  max: "largest activation",
  meanOverMax: "mean activation over the largest",
  promotes: "largest logit of its promoted tokens",
  sharpness: "largest promoted logit less the tenth",
  lexiconWords: "words of its lexicon",
  coherence: "likeness of its examples on either side of the corpus",
  stability: "cosine to its nearest in an SAE of another seed",
} as const;
export type Predictor = keyof typeof PREDICTORS;
export const PREDICTOR_NAMES = Object.keys(PREDICTORS) as [Predictor, ...Predictor[]];

export const benchmarkFeature = z.object({
  feature: count,
  label: z.string().nullable(),
  /** The feature that stands in the random-feature arm. */
  control: count.nullable(),
  lexicon: z.array(z.string()),
  /** Firing share and lexicon rate of texts that are not edited (0 points) and of the feature's own contexts (2 points). */
  scale: z.object({
    fires: z.tuple([z.number(), z.number()]),
    lexicon: z.tuple([z.number(), z.number()]).nullable(),
  }),
  arms: z.partialRecord(benchmarkArm, armResult),
  predictors: z.partialRecord(z.enum(PREDICTOR_NAMES), z.number().nullable()),
});
export type BenchmarkFeature = z.infer<typeof benchmarkFeature>;

/** A mean of n values with its bootstrap interval of 95 %; zeros that say nothing where n is 0. */
export const interval = z.object({ mean: z.number(), low: z.number(), high: z.number(), n: count });
export type Interval = z.infer<typeof interval>;

export const armSummary = z.object({
  score: interval,
  /** The same with each term alone in the concept's place. */
  scoreByFires: interval,
  scoreByLexicon: interval,
  concept: interval,
  fluency: interval,
  frontArea: interval,
  /** Of the texts with the feature's held-out contexts; absent in results of before it was measured. */
  similar: interval.optional(),
  /** Score of the feature's arm less this arm's, feature by feature; null for the feature's own arm. */
  behindFeature: interval.nullable(),
  /** Median over features. */
  damage: z.object({ deltaCe: z.number(), kl: z.number(), moved: z.number() }).nullable(),
});
export type ArmSummary = z.infer<typeof armSummary>;

export const armTable = z.object({
  features: count,
  /** Features whose score is above that of each control: wrong sign, random feature and random direction. */
  aboveControls: count,
  arms: z.partialRecord(benchmarkArm, armSummary),
});
export type BenchmarkArms = z.infer<typeof armTable>;

export const benchmarkSummary = armTable.extend({
  /** The same of the half with the best output scores, which are known before anything is written; null without scores. */
  bestPredicted: armTable.nullable().default(null),
  /** Rank correlation with the score of the feature's arm, the interval by bootstrap over features. */
  predictors: z.array(z.object({ name: z.enum(PREDICTOR_NAMES), rho: interval })),
  /** The best on features of even places in the list, and what it comes to on the others; null for fewer than 8 features. */
  best: z.object({ name: z.enum(PREDICTOR_NAMES), heldOut: interval }).nullable(),
});
export type BenchmarkSummary = z.infer<typeof benchmarkSummary>;

export const benchmarkResult = z.object({
  manifest: benchmarkManifest,
  features: z.array(benchmarkFeature),
  summary: benchmarkSummary,
  cells: z.array(benchmarkCell),
  /** Seconds and what it took them with, for people; no part of what two runs have in common. */
  took: z.object({ seconds: z.number(), threads: count }).optional(),
});
export type BenchmarkResult = z.infer<typeof benchmarkResult>;
