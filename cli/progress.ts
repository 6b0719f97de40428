const WIDTH = 24;

/** Where progress is told: a stream, or whatever takes lines. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Progress of one piece of work on a terminal, redrawn in place; where the output is a file or a pipe, a line at every
 * tenth part. Writes to stderr, so that a command's own output stays clean.
 */
export class ProgressBar {
  private lastTenth = -1;
  private lastDrawn = 0;

  constructor(
    private readonly title: string,
    private readonly format: (value: number) => string,
    private readonly stream: ProgressOutput = process.stderr,
  ) {}

  update(done: number, total: number | null): void {
    const share = total ? Math.min(1, done / total) : null;
    const amount = total ? `${this.format(done)} of ${this.format(total)}` : this.format(done);
    if (!this.stream.isTTY) {
      const tenth = Math.floor((share ?? 0) * 10);
      if (tenth === this.lastTenth) return;
      this.lastTenth = tenth;
      this.stream.write(`${this.title}: ${amount}\n`);
      return;
    }
    const now = Date.now();
    if (share !== 1 && now - this.lastDrawn < 100) return;
    this.lastDrawn = now;
    const filled = Math.round((share ?? 0) * WIDTH);
    const bar = share === null ? "" : ` [${"#".repeat(filled)}${" ".repeat(WIDTH - filled)}]`;
    this.stream.write(`\r\x1b[K${this.title}${bar} ${amount}`);
  }

  /** Ends the line; `note` replaces the bar. Says nothing when there was nothing to do. */
  finish(note: string): void {
    if (this.lastTenth < 0 && this.lastDrawn === 0) return;
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
    this.stream.write(`${note}\n`);
  }
}
