import type { LetterTokens } from "./first-letters";
import type { LabelledTokens } from "./sparse-probing";

/** The tokens of a probe without those that are left out, and as many of one class as of the other. */
export function countedTokens({ rows, labels }: LabelledTokens, leftOut: Uint8Array): LabelledTokens {
  const of = (label: number) => rows.filter((row, i) => labels[i] === label && leftOut[row] === 0);
  const [yes, no] = [of(1), of(0)];
  const each = Math.min(yes.length, no.length);
  return {
    rows: Uint32Array.from([...yes.subarray(0, each), ...no.subarray(0, each)]),
    labels: Uint8Array.from({ length: 2 * each }, (_, i) => (i < each ? 1 : 0)),
  };
}

/** Words without those that are left out. */
export function countedWords({ rows, letters }: LetterTokens, leftOut: Uint8Array): LetterTokens {
  const counts = (row: number) => leftOut[row] === 0;
  return { rows: rows.filter(counts), letters: letters.filter((_, i) => counts(rows[i] as number)) };
}
