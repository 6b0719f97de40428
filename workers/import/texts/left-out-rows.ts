import { FeaturescopeError } from "@/domain/errors";
import { WITHOUT_TEXT } from "./sample-of-row";

/** Rows before it is judged whether a file is what it is taken for. */
const ENOUGH = 1000;
/** Reasons that are told by themselves. */
const TOLD = 4;

/** Which rows of a corpus were left out and why, and whether so many that the file is something else. */
export class LeftOutRows {
  private rows = 0;
  private readonly reasons = new Map<string, { count: number; first: string }>();
  private columns: string[] = [];

  constructor(
    private readonly file: string,
    private readonly column: string | undefined,
  ) {}

  read(): void {
    this.rows++;
  }

  /** Of a row that was read: it holds nothing after all. Throws as `check` does. */
  takeBack(problem: string, at: string): void {
    this.rows--;
    this.add(problem, at);
  }

  /** Throws as `check` does. */
  add(problem: string, at: string, columns: readonly string[] = []): void {
    this.rows++;
    const known = this.reasons.get(problem);
    if (known) known.count++;
    else this.reasons.set(problem, { count: 1, first: at });
    if (columns.length > 0) this.columns = [...columns];
    if (this.rows >= ENOUGH) this.check();
  }

  /**
   * Throws BAD_INPUT where no row holds text, and CORRUPT_FILE where more than half of them cannot be read: then it is
   * the file or the column that is wrong, and not single rows.
   */
  check(): void {
    const out = this.count();
    if (out === 0) return;
    const without = this.reasons.get(WITHOUT_TEXT)?.count ?? 0;
    const told = this.told();
    if (out === this.rows && this.columns.length > 0)
      throw new FeaturescopeError(
        "BAD_INPUT",
        this.column === undefined
          ? `${this.file} has no column whose name says that it holds text.`
          : `${this.file} has no text in "${this.column}": ${told}.`,
        `Name the column with --column: ${this.columns.slice(0, 20).join(", ")}.`,
      );
    if (out === this.rows || 2 * (out - without) > this.rows)
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `${this.file}: ${out.toLocaleString("en")} of ${this.rows.toLocaleString("en")} rows cannot be read: ${told}.`,
        this.reasons.has("with bytes that are not of the encoding")
          ? "Save it as UTF-8, or name its encoding with --encoding: utf-8, utf-16le, utf-16be or latin1."
          : "Give plain text, JSON lines, JSON, CSV or parquet, with a text, messages or token ids in each row.",
      );
  }

  /** For people, or null where nothing was left out. */
  summary(): string | null {
    const out = this.count();
    if (out === 0) return null;
    return `${out.toLocaleString("en")} of ${this.rows.toLocaleString("en")} rows ${out === 1 ? "was" : "were"} left out: ${this.told()}.`;
  }

  private count(): number {
    return [...this.reasons.values()].reduce((sum, { count }) => sum + count, 0);
  }

  private told(): string {
    const sorted = [...this.reasons].sort(([, a], [, b]) => b.count - a.count);
    const parts = sorted
      .slice(0, TOLD)
      .map(
        ([problem, { count, first }]) => `${count.toLocaleString("en")} ${problem} (the first is ${first})`,
      );
    if (sorted.length > TOLD) parts.push(`and ${sorted.length - TOLD} reasons more`);
    return parts.join(", ");
  }
}
