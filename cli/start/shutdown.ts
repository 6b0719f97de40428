import { spawnSync } from "node:child_process";
import { isAlive } from "../postgres/postmaster";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_LOOK_MS = 1_000;

/**
 * The end of the process tree: on a signal, a closed terminal, or the death of the npm that runs us, what was started
 * last is stopped first. A second signal does not wait.
 */
export class Shutdown {
  private readonly abort = new AbortController();
  private readonly steps: (() => Promise<void> | void)[] = [];
  private force: () => void = () => undefined;
  readonly requested: Promise<void>;

  constructor() {
    this.requested = new Promise((resolve) => this.signal.addEventListener("abort", () => resolve()));
    for (const signal of SIGNALS) process.on(signal, () => this.request());
    // a closed terminal takes the streams away before the signal comes
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => this.request());
    this.watchNpm();
  }

  /** Aborted once the end is asked for. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Adds what has to be undone, before everything added earlier. */
  defer(step: () => Promise<void> | void): void {
    this.steps.push(step);
  }

  onForce(action: () => void): void {
    this.force = action;
  }

  async run(): Promise<void> {
    this.abort.abort();
    for (const step of this.steps.splice(0).reverse()) await step();
  }

  private request(): void {
    if (this.signal.aborted) this.force();
    this.abort.abort();
  }

  /** npm cannot pass on its own death by SIGKILL, and nobody would be left to stop us. */
  private watchNpm(): void {
    const npm = process.env.npm_lifecycle_event ? findNpm() : null;
    if (npm === null) return;
    setInterval(() => {
      if (!isAlive(npm)) this.request();
    }, PARENT_LOOK_MS).unref();
  }
}

/** The npm that runs us: our parent, or the parent of the shell between. */
function findNpm(): number | null {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(process.ppid)], { encoding: "utf8" });
  const [, grandparent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  if (command === undefined) return null;
  return /sh$/.test(command) ? Number(grandparent) : process.ppid;
}
