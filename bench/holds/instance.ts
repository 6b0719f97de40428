import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { openPool } from "@/prisma/client";
import { databaseUrlOf, shareModels } from "../../tests/support/app-data";
import { processTree, stillRunning } from "../../tests/support/processes";
import { freePort, runProgram, until, type Program } from "../../tests/support/program";
import type { BenchContext } from "../context";

const READY_MS = 1_200_000;
/** Whoever gives no answer for so long is taken to give none. */
const ANSWER_MS = 10_000;
const WORKERS = 2;
const GONE_MS = 30_000;

/** `npm start` with data of its own, that may be killed and started again, and whose every process is remembered. */
export class HeldInstance {
  private program: Program | null = null;
  private opened: pg.Pool | null = null;
  private readonly pids = new Set<number>();
  private looking = true;

  private constructor(
    readonly data: string,
    private readonly port: number,
  ) {
    void this.lookOn();
  }

  static async start(context: BenchContext, name: string): Promise<HeldInstance> {
    const data = join(context.folder, name);
    await mkdir(data);
    await shareModels(data);
    const instance = new HeldInstance(data, await freePort());
    await instance.launch();
    return instance;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get pid(): number {
    return this.program?.process.pid ?? 0;
  }

  get pool(): pg.Pool {
    if (!this.opened) throw new Error("The instance is not started.");
    return this.opened;
  }

  /** Starts it on what it left, and waits until it says that it is ready. */
  async launch(): Promise<void> {
    this.program = runProgram(["cli/start.ts"], {
      PORT: String(this.port),
      FEATURESCOPE_DATA: this.data,
      FEATURESCOPE_WORKERS: String(WORKERS),
      FEATURESCOPE_WEB_PROCESSES: "2",
      FEATURESCOPE_DEMO: "small",
      DATABASE_URL: undefined,
    });
    await this.program.writes(`Featurescope is ready at ${this.url}\n`, READY_MS);
    const url = await databaseUrlOf(this.data);
    await this.opened?.end().catch(() => undefined);
    this.opened = openPool(url, 4);
    process.env.DATABASE_URL = url;
  }

  /** Resolves when pages are answered and all workers are there, each heard of after `since`. */
  async healthy(since = new Date(Date.now() - 10_000)): Promise<void> {
    await until(
      "pages and workers",
      async () => {
        const health = await fetch(`${this.url}/api/health`, {
          signal: AbortSignal.timeout(ANSWER_MS),
        }).catch(() => null);
        if (!health?.ok) return false;
        const { rows } = await this.pool
          .query("SELECT 1 FROM worker WHERE last_seen_at > $1", [since])
          .catch(() => ({ rows: [] }));
        return rows.length > WORKERS;
      },
      READY_MS,
    );
  }

  /** Ends it by the signal; resolves with those of all its processes there ever were that still run a while later. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number[]> {
    this.looking = false;
    await this.opened?.end().catch(() => undefined);
    this.opened = null;
    this.program?.process.kill(signal);
    await this.program?.ended;
    for (let waited = 0; waited < GONE_MS; waited += 500) {
      if (stillRunning([...this.pids]).length === 0) return [];
      await sleep(500);
    }
    return stillRunning([...this.pids]);
  }

  /** Kills the launcher and starts anew on what is left. */
  async relaunch(): Promise<void> {
    this.program?.process.kill("SIGKILL");
    await this.program?.ended;
    await this.launch();
  }

  private async lookOn(): Promise<void> {
    while (this.looking) {
      if (this.pid > 0) for (const pid of processTree(this.pid)) this.pids.add(pid);
      await sleep(1000);
    }
  }
}
