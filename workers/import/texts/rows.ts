/** A row of a corpus file as it stands there; what it means is settled by sample-of-row.ts. */
export type Row = { at: string } & ({ value: unknown } | { problem: string });

/** Characters of a row that are kept; what is longer is passed over without being held. */
export const LONGEST_ROW = 64 << 20;

export const TOO_LONG = `longer than ${LONGEST_ROW >> 20} million characters`;

/** Text that arrives in pieces and may be too long to keep. */
export class RowText {
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly longest: number) {}

  add(part: string): void {
    this.length += part.length;
    if (this.length <= this.longest) this.parts.push(part);
    else this.parts = [];
  }

  /** What has arrived, and begins anew; null where it was too long. */
  take(): string | null {
    const text = this.length <= this.longest ? this.parts.join("") : null;
    this.parts = [];
    this.length = 0;
    return text;
  }
}
