import type { Pool } from "pg";
import { changeAndNotify } from "@/prisma/queue";

const TICK_MS = 500;

/** A job that waits again while its task runs was ended and queued anew meanwhile: the new entry does the work. */
const ENDED: ReadonlySet<string> = new Set(["cancelled", "failed", "queued"]);

interface Progress {
  done: number;
  total: number;
  message: string | null;
}

/**
 * Keeps a running task and its job record together: writes progress at most twice a second, and aborts `cancelled` when
 * somebody has ended the job meanwhile.
 */
export class JobWatch {
  private readonly abort = new AbortController();
  private reported: Progress | null = null;
  private timer: NodeJS.Timeout | null;

  constructor(
    private readonly pool: Pool,
    private readonly jobId: string,
  ) {
    this.timer = this.nextTick();
  }

  get cancelled(): AbortSignal {
    return this.abort.signal;
  }

  report(done: number, total: number, message?: string): void {
    this.reported = { done, total, message: message ?? this.reported?.message ?? null };
  }

  /** Writes what was reported last and stops watching. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.look();
  }

  private nextTick(): NodeJS.Timeout {
    return setTimeout(() => {
      const goOn = () => {
        if (this.timer) this.timer = this.nextTick();
      };
      // while the database is away nothing can be told or heard; the next tick tries again
      this.look().then(goOn, goOn);
    }, TICK_MS).unref();
  }

  private async look(): Promise<void> {
    if (this.reported) await this.write(this.reported);
    const state = await this.read();
    if (state === null || ENDED.has(state)) this.abort.abort();
  }

  /** Tasks of one job report from several processes, so `done` only grows while `total` stays the same. */
  private async write(progress: Progress): Promise<void> {
    await changeAndNotify(
      `UPDATE job SET total = $3, message = coalesce($4, message),
         done = CASE WHEN total = $3 THEN greatest(done, $2) ELSE $2 END
       WHERE id = $1 AND state = 'running' RETURNING 1`,
      [this.jobId, progress.done, progress.total, progress.message],
      { kind: "job", id: this.jobId },
      this.pool,
    );
    if (this.reported === progress) this.reported = null;
  }

  private async read(): Promise<string | null> {
    const { rows } = await this.pool.query<{ state: string }>("SELECT state FROM job WHERE id = $1", [
      this.jobId,
    ]);
    return rows[0]?.state ?? null;
  }
}
