import { spawn, type ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { logSentence } from "@/telemetry/log-format";
import { LogFile } from "./log-file";

export interface ChildSpec {
  name: string;
  /** Arguments of the Node.js that runs us. */
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Added to the process's niceness, so that batch work leaves the processor to people. */
  niceness?: number;
}

interface Child {
  spec: ChildSpec;
  process: ChildProcess;
  startedAt: number;
  /** Ends in a row, each soon after its start. */
  failures: number;
  lastLine: string;
  /** Its end is wanted, so that it begins anew. */
  reloading?: boolean;
}

export interface Trouble {
  /** Ends in a row, each soon after its start. */
  failures: number;
  /** How it ended last, and the last line that it wrote. */
  reason: string;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A child that has lived this long is taken to work; the next end starts at the first delay again. */
const SETTLED_MS = 60_000;
const STOP_GRACE_MS = 6_000;

/**
 * The processes of one `npm start`. Each has a channel to us, whose closing tells it that we are gone; its output goes to
 * `<log folder>/<name>.log`. One that ends is started again, later each time.
 */
export class Children {
  private readonly running = new Map<string, Child>();
  private readonly troubles = new Map<string, Trouble>();
  private stopping = false;

  constructor(
    private readonly logFolder: string,
    private readonly say: (line: string) => void,
  ) {}

  start(spec: ChildSpec, failures = 0): void {
    const child: Child = { spec, process: this.spawn(spec), startedAt: Date.now(), failures, lastLine: "" };
    this.running.set(spec.name, child);
    this.keepLog(child);
    if (spec.niceness && child.process.pid) setPriority(child.process.pid, spec.niceness);
    child.process.on("error", (error) => (child.lastLine = error.message));
    // not "close": a process of the child's own may hold its output open
    child.process.on("exit", (code, signal) => void this.ended(child, signal ?? `exit code ${code}`));
  }

  /** Null while a child has not ended yet. */
  troubleOf(name: string): Trouble | null {
    return this.troubles.get(name) ?? null;
  }

  /** Runs one to its end; resolves with its exit code and its last lines. */
  async run(spec: ChildSpec, signal: AbortSignal): Promise<{ code: number | null; tail: string[] }> {
    const process = this.spawn(spec);
    const child: Child = { spec, process, startedAt: Date.now(), failures: 0, lastLine: "" };
    this.running.set(spec.name, child);
    const tail = this.keepLog(child);
    const abort = () => process.kill("SIGTERM");
    signal.addEventListener("abort", abort);
    process.on("exit", () => this.running.delete(spec.name));
    const code = await new Promise<number | null>((resolve) => {
      process.on("error", (error) => tail.push(error.message));
      process.on("close", resolve);
    });
    signal.removeEventListener("abort", abort);
    return { code, tail };
  }

  /** Has those with such names end and begin anew, without a delay. */
  reload(isMeant: (name: string) => boolean): void {
    for (const child of this.running.values())
      if (isMeant(child.spec.name)) {
        child.reloading = true;
        child.process.kill("SIGTERM");
      }
  }

  /** Tells all to stop, waits, and kills those that do not. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    for (const { process } of this.running.values()) process.kill("SIGTERM");
    for (let waited = 0; this.running.size > 0 && waited < STOP_GRACE_MS; waited += 50) await sleep(50);
    this.killAll();
    while (this.running.size > 0) await sleep(20);
  }

  killAll(): void {
    this.stopping = true;
    for (const { process } of this.running.values()) process.kill("SIGKILL");
  }

  private spawn({ args, env, cwd }: ChildSpec): ChildProcess {
    return spawn(process.execPath, args, {
      cwd,
      env: { ...env, FEATURESCOPE_LAUNCHER: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  }

  /** Copies a child's output to its log file; the array returned holds its last lines. */
  private keepLog(child: Child): string[] {
    const log = new LogFile(join(this.logFolder, `${child.spec.name}.log`));
    const tail: string[] = [];
    for (const stream of [child.process.stdout, child.process.stderr])
      if (stream)
        createInterface({ input: stream }).on("line", (line) => {
          log.write(line);
          if (line.trim() === "") return;
          child.lastLine = logSentence(line.trim());
          tail.push(line);
          if (tail.length > 20) tail.shift();
        });
    child.process.on("close", () => void log.end());
    return tail;
  }

  private async ended(child: Child, how: string): Promise<void> {
    const { spec } = child;
    this.running.delete(spec.name);
    if (this.stopping) return;
    if (child.reloading) {
      this.start(spec);
      return;
    }
    const failures = Date.now() - child.startedAt > SETTLED_MS ? 1 : child.failures + 1;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
    const reason = child.lastLine ? `${how}: ${child.lastLine}` : how;
    this.troubles.set(spec.name, { failures, reason });
    this.say(`${spec.name} ended (${reason}); it is started again in ${delay / 1000} s.`);
    await sleep(delay);
    this.restart(spec, failures);
  }

  /** Not when the end was asked for during the delay. */
  private restart(spec: ChildSpec, failures: number): void {
    if (!this.stopping) this.start(spec, failures);
  }
}
