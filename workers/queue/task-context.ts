import type { Pool } from "pg";
import type { ChangeNotice, TaskName, TaskPayload } from "@/domain/jobs";
import type { PrismaClient } from "@/prisma/client";

/** What a task is given besides its payload. */
export interface TaskContext {
  pool: Pool;
  prisma: PrismaClient;
  /** Aborted when the job is cancelled or this process is told to stop; throw on it, or let a callee do so. */
  signal: AbortSignal;
  /** Id of this process in table worker. */
  workerId: string;
  /**
   * Absolute progress of the whole job; cheap enough for every step. The job ends when one of its tasks returns and
   * `done` has reached `total`, so a task that leaves work to others reports a total beyond what is done.
   */
  report(done: number, total: number, message?: string): void;
  /** Keeps with the job what it does without, for those who read of it once it is done. */
  remark(text: string): Promise<void>;
  /** Tells the pages that something changed. */
  notify(notice: ChangeNotice): Promise<void>;
}

/** Every task may be run again after it was broken off anywhere, so what it writes is idempotent. */
export type TaskHandler<N extends TaskName> = (
  payload: TaskPayload<N>,
  context: TaskContext,
) => Promise<void>;
