/**
 * What an evaluation of an SAE found, beside controls (formulas: docs/formats.md). Names are SAEBench's (Karvonen et al.
 * 2025, arXiv 2503.09532) where it has the figure.
 */
import { z } from "zod";
import { saeQuality, type SaeQuality } from "./collections";

/** Changes with the meaning of the figures. */
export const EVALUATION_FORMAT = "featurescope-sae-evaluation-1";

/** How many inputs a sparse probe reads. */
export const PROBE_SIZES = [1, 5] as const;
/** Below this F1 the probe for a letter says too little for absorption to be told from it (SAEBench's min_GT_probe_f1). */
export const LEAST_PROBE_F1 = 0.6;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** Accuracy on the test half of a probe that reads one input, and of one that reads five. */
export const sparseAccuracy = z.object({ one: share, five: share });
export type SparseAccuracy = z.infer<typeof sparseAccuracy>;

/** What sparse probes read. */
export const PROBED = ["features", "neurons", "random", "shuffled"] as const;
export type Probed = (typeof PROBED)[number];

/** How well one concept of the rule library can be told. */
export const probedConcept = z.object({
  /** As a label says it: "the first word of a sentence". */
  name: z.string(),
  /** Tokens of each half of the passages; the concept holds for half of them. */
  train: count,
  test: count,
  /** Of probes on the SAE's features, on single numbers of what it reads, on a random SAE's features, and on shuffled labels. */
  ...{ features: sparseAccuracy, neurons: sparseAccuracy, random: sparseAccuracy, shuffled: sparseAccuracy },
  /** Of the probe on all of what the SAE reads. */
  whole: share,
  /** The features that were chosen, the first alone for the probe of one. */
  chosen: z.array(count),
});
export type ProbedConcept = z.infer<typeof probedConcept>;

/** What becomes of one letter in an SAE. */
export const letterAbsorption = z.object({
  /** The letter's main features, the best first, and how well they tell the letter on the training words. */
  main: z.array(count),
  f1: share,
  /** Share of the judged tokens that other features have taken over wholly (full absorption), and the mean share taken. */
  full: share,
  fraction: share,
});
export type LetterAbsorption = z.infer<typeof letterAbsorption>;

export const evaluatedLetter = z.object({
  letter: z.string().length(1),
  /** Tokens of test words that begin with it, and those of them that the probe tells right, which are judged. */
  tokens: count,
  judged: count,
  /** Of the probe on all of what the SAE reads, on the test words. */
  probeF1: share,
  ...{ features: letterAbsorption, random: letterAbsorption },
});
export type EvaluatedLetter = z.infer<typeof evaluatedLetter>;

export const saeEvaluation = z.object({
  format: z.literal(EVALUATION_FORMAT),
  /** Version of the program that measured it, and what it computed with. */
  version: z.string(),
  engine: z.string(),
  /** Hash of the weights, and of the corpus whose tokens were read. */
  sae: z.string(),
  corpus: z.string(),
  seed: z.number().int(),
  /** Tokens that probes and letters were drawn from. */
  tokens: count,
  /** Random directions at the same L0, on the passages of the SAE's own figures; null where it writes at another place than it reads. */
  random: saeQuality.nullable(),
  concepts: z.array(probedConcept),
  letters: z.array(evaluatedLetter),
  seconds: z.number(),
});
export type SaeEvaluation = z.infer<typeof saeEvaluation>;

/** Mean over all concepts; null where there are none. */
export function meanAccuracy(
  concepts: readonly ProbedConcept[],
  of: Probed,
): { one: number; five: number } | null {
  if (concepts.length === 0) return null;
  return {
    one: mean(concepts.map((concept) => concept[of].one)),
    five: mean(concepts.map((concept) => concept[of].five)),
  };
}

/** Of the probes on all of what the SAE reads; null where there are none. */
export const meanWhole = (concepts: readonly ProbedConcept[]): number | null =>
  concepts.length === 0 ? null : mean(concepts.map(({ whole }) => whole));

/** Letters that absorption can be told of: the probe knows them, and something is left to be judged. */
export const tellingLetters = (letters: readonly EvaluatedLetter[]): EvaluatedLetter[] =>
  letters.filter(({ probeF1, judged }) => probeF1 >= LEAST_PROBE_F1 && judged > 0);

/** Mean over the telling letters; null where there are none. */
export function meanAbsorption(
  letters: readonly EvaluatedLetter[],
  of: "features" | "random",
): { full: number; fraction: number } | null {
  const told = tellingLetters(letters);
  if (told.length === 0) return null;
  return {
    full: mean(told.map((letter) => letter[of].full)),
    fraction: mean(told.map((letter) => letter[of].fraction)),
  };
}

/** SAEBench's kl_div_score: how much of what the hook does to the next token is kept, 1 at best; null for older figures. */
export function klScore({ klSae, klZero }: Pick<SaeQuality, "klSae" | "klZero">): number | null {
  return klSae === undefined || klZero === undefined || klZero === 0 ? null : (klZero - klSae) / klZero;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
