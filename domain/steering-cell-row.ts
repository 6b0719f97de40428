import type { ColumnKind } from "./dashboard-tables";
import type { BenchmarkCell } from "./steering-benchmark";

/** Columns of the benchmark's texts as a table (CSV, JSON Lines, Parquet). */
export const CELL_COLUMNS = {
  feature: "int",
  arm: "text",
  dose: "float",
  prompt: "int",
  /** A whole number of 32 bits without a sign, which Parquet's INT32 does not hold. */
  seed: "text",
  tokens: "int",
  token_sha256: "text",
  fires: "float",
  activation: "float",
  lexicon_hits: "int",
  words: "int",
  similarity: "float?",
  nll: "float",
  repeated4: "float",
  distinct2: "float",
  text: "text",
} as const satisfies Record<string, ColumnKind | `${ColumnKind}?`>;

export type CellRow = Record<keyof typeof CELL_COLUMNS, string | number | null>;

/** A text with its figures in one row. */
export function cellRow({ concept, fluency, ...cell }: BenchmarkCell): CellRow {
  return {
    feature: cell.feature,
    arm: cell.arm,
    dose: cell.dose,
    prompt: cell.prompt,
    seed: String(cell.seed),
    tokens: cell.tokens,
    token_sha256: cell.tokenHash,
    fires: concept.fires,
    activation: concept.activation,
    lexicon_hits: concept.hits,
    words: concept.words,
    similarity: concept.similar ?? null,
    nll: fluency.nll,
    repeated4: fluency.repeated4,
    distinct2: fluency.distinct2,
    text: cell.text,
  };
}
