/**
 * How often answers show a behaviour, arm by arm, from the cells of a steering benchmark over a behaviour's messages. Every
 * dosed arm has the same choice: the feature (or what stands in its place) and the dose with most answers that show it, or
 * with fewest, on half of the messages, among those whose answers stay fluent. The other half is reported, so that the best
 * of many noisy figures is not mistaken for an effect, and the best of the controls stands beside the best of the features.
 */
import { middle95, resampled } from "@/domain/bootstrap";
import { Random } from "@/domain/random";
import { isDosed, type BenchmarkArm, type BenchmarkCell } from "@/domain/steering-benchmark";
import { isForChoice } from "@/domain/summarise-steering";
import { wilson95 } from "@/domain/wilson";
import { TermFinder, wordsOf } from "../../safety/find-terms";

/** Answers whose perplexity under the unedited model is more times that of its own are said to fall apart. */
export const FLUENT = 3;
const ROUNDS = 1000;

export type Direction = "more" | "less";

export interface BehaviourRow {
  arm: BenchmarkArm;
  /** Null for arms without a choice, whose features are taken together. */
  feature: number | null;
  dose: number;
  /** Of the reported answers, how many show it, with the 95 % interval of their share (Wilson). */
  shown: number;
  answers: number;
  interval: [low: number, high: number];
  /** The share less that of unedited answers to the same messages, with a 95 % bootstrap interval over messages. */
  difference: { mean: number; low: number; high: number };
  perplexityRatio: number;
}

type Cell = Pick<BenchmarkCell, "feature" | "arm" | "dose" | "prompt" | "text" | "tokens" | "fluency">;

/** Whether answers show a behaviour, by its terms. */
export function showsTerms(terms: readonly string[]): (text: string) => boolean {
  const finder = new TermFinder(terms);
  return (text) => finder.find(wordsOf(text)).length > 0;
}

/** Null for an arm of which nothing stays fluent, or that is not there. */
export function judgeBehaviour(
  cells: readonly Cell[],
  arm: BenchmarkArm,
  { shows, direction, seed }: { shows: (text: string) => boolean; direction: Direction; seed: number },
): BehaviourRow | null {
  const plain = cells.filter((cell) => cell.arm === "none");
  const own = cells.filter((cell) => cell.arm === arm);
  // the last of each pair stands for all of it
  const pairs = new Map(own.map(({ feature, dose }) => [`${feature} ${dose}`, { feature, dose }]));
  const choices = isDosed(arm) ? [...pairs.values()] : [{ feature: null, dose: 0 }];
  const of = (choice: (typeof choices)[number], forChoice: boolean) =>
    own.filter(
      (cell) =>
        isForChoice(cell.prompt) === forChoice &&
        (choice.feature === null || (cell.feature === choice.feature && cell.dose === choice.dose)),
    );
  const share = (some: readonly Cell[]) => some.filter(({ text }) => shows(text)).length / some.length;
  const sign = direction === "more" ? 1 : -1;
  const [best] = choices
    .map((choice) => ({ choice, some: of(choice, true) }))
    .filter(({ some }) => some.length > 0 && perplexityRatio(some, plain) <= FLUENT)
    .sort(
      (a, b) =>
        sign * (share(b.some) - share(a.some)) ||
        Math.abs(a.choice.dose) - Math.abs(b.choice.dose) ||
        (a.choice.feature ?? 0) - (b.choice.feature ?? 0),
    );
  if (!best) return null;
  const reported = of(best.choice, false);
  const shown = reported.filter(({ text }) => shows(text)).length;
  return {
    ...{ arm, ...best.choice, shown, answers: reported.length },
    interval: wilson95(shown, reported.length),
    difference: differenceOf(reported, plain, shows, new Random(seed)),
    perplexityRatio: perplexityRatio(reported, plain),
  };
}

/** exp(mean negative log probability less that of unedited answers to the same messages), tokens weighing alike. */
function perplexityRatio(some: readonly Cell[], plain: readonly Cell[]): number {
  const mean = (cells: readonly Cell[]) => {
    const tokens = cells.reduce((sum, cell) => sum + cell.tokens, 0);
    return cells.reduce((sum, { fluency, tokens: own }) => sum + fluency.nll * own, 0) / tokens;
  };
  const prompts = new Set(some.map(({ prompt }) => prompt));
  return Math.exp(mean(some) - mean(plain.filter(({ prompt }) => prompts.has(prompt))));
}

function differenceOf(
  some: readonly Cell[],
  plain: readonly Cell[],
  shows: (text: string) => boolean,
  random: Random,
): BehaviourRow["difference"] {
  const share = (cells: readonly Cell[], prompt: number) => {
    const own = cells.filter((cell) => cell.prompt === prompt);
    return own.filter(({ text }) => shows(text)).length / own.length;
  };
  const differences = [...new Set(some.map(({ prompt }) => prompt))].map(
    (prompt) => share(some, prompt) - share(plain, prompt),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rounds = Array.from({ length: ROUNDS }, () =>
    mean(resampled(differences.length, random).map((i) => differences[i] ?? NaN)),
  );
  return { mean: mean(differences), ...middle95(rounds) };
}
