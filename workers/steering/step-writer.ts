/**
 * Writes the steps of all runs of this process: one statement at a time, holding whatever came in while the one before
 * was under way, so that few runs are written at once and many together.
 */
import { CHANGES_CHANNEL } from "@/domain/jobs";
import type { RunStep } from "@/domain/steering-run";
import type { Queryable } from "@/prisma/queue";

interface Row {
  run_id: string;
  step: number;
  tokens: RunStep;
}

export class StepWriter {
  private rows: Row[] = [];
  private flushing: Promise<void> | null = null;

  constructor(private readonly database: Queryable) {}

  add(runId: string, step: number, tokens: RunStep): void {
    this.rows.push({ run_id: runId, step, tokens });
    // what fails here is seen, and tried again, by the flush that every run waits for at its end
    this.flush().catch(() => undefined);
  }

  /** Resolves when everything added before has been stored. */
  async flush(): Promise<void> {
    while (this.flushing) await this.flushing;
    if (this.rows.length === 0) return;
    const rows = this.rows.splice(0);
    this.flushing = this.store(rows);
    try {
      await this.flushing;
    } catch (error) {
      this.rows.unshift(...rows);
      throw error;
    } finally {
      this.flushing = null;
    }
  }

  /** A run that is written for the second time writes the same; runs that were deleted meanwhile are left out. */
  private async store(rows: readonly Row[]): Promise<void> {
    await this.database.query(
      `WITH stored AS (
         INSERT INTO steering_step (run_id, step, tokens)
         SELECT new.run_id, new.step, new.tokens
         FROM jsonb_to_recordset($1::jsonb) AS new(run_id text, step int, tokens jsonb)
         JOIN steering_run run ON run.id = new.run_id
         ON CONFLICT DO NOTHING RETURNING run_id
       )
       SELECT pg_notify($2, json_build_object('kind', 'steering', 'id', run_id)::text)
       FROM (SELECT DISTINCT run_id FROM stored) AS runs`,
      [JSON.stringify(rows), CHANGES_CHANNEL],
    );
  }
}
