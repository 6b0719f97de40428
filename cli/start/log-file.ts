import { createWriteStream, openSync, renameSync, statSync } from "node:fs";
import { Writable } from "node:stream";

/** A log file of this length becomes `<name>.1`, in the place of the one before, and a new one is begun. */
const LIMIT_BYTES = 10 * 1024 * 1024;

/** What a process writes, in at most two files. A disk that is full loses lines and nothing else. */
export class LogFile {
  private stream: Writable;
  private bytes: number;

  constructor(
    private readonly path: string,
    private readonly limit = LIMIT_BYTES,
  ) {
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.stream = this.open();
  }

  write(line: string): void {
    if (this.bytes >= this.limit) this.turn();
    this.bytes += Buffer.byteLength(line) + 1;
    this.stream.write(`${line}\n`);
  }

  /** Resolves when everything is written. */
  end(): Promise<void> {
    return new Promise((resolve) => this.stream.end(resolve));
  }

  /** The open stream writes on into the file that has been given another name. */
  private turn(): void {
    this.bytes = 0;
    try {
      renameSync(this.path, `${this.path}.1`);
    } catch {
      return; // the file is gone, or its folder cannot be written; what comes goes where it went
    }
    this.stream.end();
    this.stream = this.open();
  }

  private open(): Writable {
    try {
      // opened at once: what is written later goes to the file that has this name now
      return createWriteStream(this.path, { fd: openSync(this.path, "a") }).on("error", () => undefined);
    } catch {
      return new Writable({ write: (_line, _encoding, done) => done() });
    }
  }
}
