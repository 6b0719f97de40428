import { OUTLIER_NORMS, type LeftOutRule, type LeftOutTokens } from "@/domain/left-out";

/** Where the residual stream itself is read; norms of other activations have tails of their own. */
const RESIDUAL = /\.hook_resid_(?:pre|mid|post)$/;
export const readsResidual = (hookName: string): boolean => RESIDUAL.test(hookName);

/** Passages whose tokens the median is taken of; ten times as much is far from every token, so few will do. */
const MEDIAN_PASSAGES = 8;

/** Numbers of these passages, spread evenly over the first `read` of a corpus. */
export function medianPassages(read: number): number[] {
  const count = Math.min(MEDIAN_PASSAGES, read);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * read) / count));
}

/** The lower of the two in the middle, so that it is always one of the values; null where there is none. */
export function lowerMedian(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? null;
}

/** Length of row `row` of a matrix, summed in float64, so that it does not depend on the engine. */
export function rowNorm(matrix: Float32Array, row: number, width: number): number {
  let sum = 0;
  for (let at = row * width; at < (row + 1) * width; at++) sum += (matrix[at] as number) ** 2;
  return Math.sqrt(sum);
}

/** Decides about tokens by a rule, and counts those that are left out. */
export class LeftOut {
  readonly tokens: LeftOutTokens = { special: 0, outliers: 0 };
  private readonly limit: number;

  constructor(
    { normMedian }: LeftOutRule,
    readonly special: ReadonlySet<number>,
  ) {
    this.limit = normMedian === null ? Infinity : OUTLIER_NORMS * normMedian;
  }

  /** @param activations what the SAE reads, [rows, width], of which `row` is the token's */
  has(id: number, activations: Float32Array, row: number, width: number): boolean {
    if (this.special.has(id)) {
      this.tokens.special++;
      return true;
    }
    if (this.limit === Infinity || rowNorm(activations, row, width) <= this.limit) return false;
    this.tokens.outliers++;
    return true;
  }
}
