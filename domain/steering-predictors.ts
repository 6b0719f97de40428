/** What is known of a feature before anything is steered, and which of it foretells best how well it will steer. */
import type { PromotedToken } from "./feature-statistics";
import type { BenchmarkSummary, Interval, Predictor } from "./steering-benchmark";

export interface KnownStatistics {
  max: number;
  mean: number;
  density: number;
  /** Promoted tokens alone, the strongest first. */
  promoted: readonly PromotedToken[];
  labelScore: number | null;
}

/** The predictors that a feature's row and its label say. */
export function statisticalPredictors({ max, mean, density, promoted, labelScore }: KnownStatistics) {
  const logits = promoted.map(({ logit }) => logit);
  return {
    ...{ labelScore, density, max, meanOverMax: mean / max },
    promotes: logits[0] ?? null,
    sharpness: logits.length > 1 ? (logits[0] ?? NaN) - (logits.at(-1) ?? NaN) : null,
  } satisfies Partial<Record<Predictor, number | null>>;
}
export type StatisticalPredictor = keyof ReturnType<typeof statisticalPredictors>;

const STATISTICAL: readonly Predictor[] = [
  "labelScore",
  "density",
  "max",
  "meanOverMax",
  "promotes",
  "sharpness",
] satisfies StatisticalPredictor[];

export interface ChosenPredictor {
  name: StatisticalPredictor;
  /** Rank correlation with the score of measured features; null where none were measured, and the name is a guess. */
  rho: Interval | null;
}

/**
 * Of the predictors that cost nothing, the one that orders the measured features best. Where none were measured, or none
 * is told apart from chance, the largest logit of the promoted tokens: it won on the first SAE that was measured with all.
 */
export function choosePredictor(summary: Pick<BenchmarkSummary, "predictors"> | null): ChosenPredictor {
  const known = (summary?.predictors ?? []).filter(({ name }) => STATISTICAL.includes(name));
  const told = known.filter(({ rho }) => rho.low > 0 || rho.high < 0);
  const [best] = told.toSorted((a, b) => Math.abs(b.rho.mean) - Math.abs(a.rho.mean));
  if (best) return { name: best.name as StatisticalPredictor, rho: best.rho };
  return { name: "promotes", rho: known.find(({ name }) => name === "promotes")?.rho ?? null };
}
