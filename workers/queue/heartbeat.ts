import type { Pool } from "pg";
import { HEARTBEAT_MS, type Lane } from "@/domain/jobs";
import { reapDeadWorkers } from "./reaper";
import { startedBy } from "./started-by";

const STARTED_BY = startedBy();

/** A worker process as table worker shows it. */
export interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  lane: Lane;
  engine: string;
  /** Ids under which graphile-worker locks this process's entries. */
  graphileIds: string[];
  /** The task that runs now. */
  task: string | null;
}

/**
 * Tells the database every HEARTBEAT_MS that this process lives, and frees what others hold that no longer do. Tasks
 * compute in another thread, so a beat that stays away means a process that is gone or stuck.
 */
export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly row: WorkerRow,
  ) {}

  /** Changes what the table shows, at once; starts the beat at the first call. */
  tell(change: Partial<Pick<WorkerRow, "engine" | "graphileIds" | "task">>): void {
    Object.assign(this.row, change);
    this.schedule(0);
  }

  /** Takes the worker off the list. */
  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.beating;
    await this.pool.query("DELETE FROM worker WHERE id = $1", [this.row.id]);
  }

  private schedule(delay: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const goOn = () => {
        if (this.timer) this.schedule(HEARTBEAT_MS);
      };
      // while the database is away nobody can take this worker for dead; the next beat tries again
      this.beating = this.beating.then(() => this.beat()).then(goOn, goOn);
    }, delay);
  }

  private async beat(): Promise<void> {
    const { id, host, pid, lane, engine, graphileIds, task } = this.row;
    await this.pool.query(
      `INSERT INTO worker (id, host, pid, lane, engine, graphile_ids, task, started_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET engine = excluded.engine, graphile_ids = excluded.graphile_ids,
         task = excluded.task, last_seen_at = now()`,
      [id, host, pid, lane, engine, graphileIds, task, STARTED_BY],
    );
    await reapDeadWorkers(this.pool);
  }
}
