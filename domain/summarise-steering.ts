/** From cells to curves, chosen doses and scores: everything of a result that is computed from other parts of it. */
import {
  ARM_NAMES,
  type ArmResult,
  type BenchmarkArm,
  type BenchmarkCell,
  type BenchmarkDamage,
  type BenchmarkGrid,
  type BenchmarkTerms,
} from "./steering-benchmark";
import { dosesOf } from "./steering-arms";
import { frontArea, groupTerms, type Baseline, type Scale } from "./steering-score";

/** Prompts that doses are chosen on; the others are reported. */
export const isForChoice = (prompt: number): boolean => prompt % 2 === 0;

/** Baseline of all unedited texts of a benchmark. */
export function baselineOf(cells: readonly BenchmarkCell[], grid: BenchmarkGrid): Baseline {
  const plain = cells.filter(({ arm }) => arm === "none");
  const mean = (some: readonly BenchmarkCell[], of: (cell: BenchmarkCell) => number) => {
    const tokens = some.reduce((sum, cell) => sum + cell.tokens, 0);
    return some.reduce((sum, cell) => sum + of(cell) * cell.tokens, 0) / tokens;
  };
  return {
    nll: grid.prompts.map((_, prompt) =>
      mean(
        plain.filter((cell) => cell.prompt === prompt),
        ({ fluency }) => fluency.nll,
      ),
    ),
    repeated4: mean(plain, ({ fluency }) => fluency.repeated4),
  };
}

export interface Judged {
  scale: Scale;
  baseline: Baseline;
  grid: BenchmarkGrid;
}

/** Dose of an arm with the best score on the prompts for choice; ties to the smaller. */
export function chooseDose(
  cells: readonly BenchmarkCell[],
  arm: BenchmarkArm,
  { scale, baseline, grid }: Judged,
): number {
  const scoreAt = (dose: number) =>
    groupTerms(
      cells.filter((cell) => cell.dose === dose && isForChoice(cell.prompt)),
      scale,
      baseline,
    ).score ?? 0;
  const byScore = dosesOf(grid, arm).map((dose) => ({ dose, score: scoreAt(dose) }));
  return byScore.sort((a, b) => b.score - a.score || Math.abs(a.dose) - Math.abs(b.dose))[0]?.dose ?? 0;
}

/** @param cells of one feature and arm */
export function judgeArm(
  cells: readonly BenchmarkCell[],
  arm: BenchmarkArm,
  judged: Judged,
  damage: BenchmarkDamage | null,
): ArmResult {
  const { scale, baseline, grid } = judged;
  const chosenDose = chooseDose(cells, arm, judged);
  const terms = (some: (cell: BenchmarkCell) => boolean): BenchmarkTerms =>
    groupTerms(cells.filter(some), scale, baseline);
  const curve = dosesOf(grid, arm).map((dose) => ({ dose, ...terms((cell) => cell.dose === dose) }));
  return {
    chosenDose,
    reported: terms((cell) => cell.dose === chosenDose && !isForChoice(cell.prompt)),
    // without any edit nothing is lost and nothing gained
    frontArea: frontArea([...curve, { concept: curve[0]?.concept === null ? null : 0, fluency: 2 }]),
    curve,
    damage,
  };
}

/** Cells by feature, then by arm. */
export function groupCells(cells: readonly BenchmarkCell[]): Map<number, Map<BenchmarkArm, BenchmarkCell[]>> {
  const groups = new Map<number, Map<BenchmarkArm, BenchmarkCell[]>>();
  for (const cell of cells) {
    let arms = groups.get(cell.feature);
    if (!arms) groups.set(cell.feature, (arms = new Map<BenchmarkArm, BenchmarkCell[]>()));
    const list = arms.get(cell.arm);
    if (list) list.push(cell);
    else arms.set(cell.arm, [cell]);
  }
  return groups;
}

/** Arms of a grid in the order in which they are shown. */
export const shownArms = ({ arms }: Pick<BenchmarkGrid, "arms">): BenchmarkArm[] =>
  ARM_NAMES.filter((arm) => arms.includes(arm));
