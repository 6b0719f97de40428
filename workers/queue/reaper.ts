import { hostname } from "node:os";
import type { Pool } from "pg";
import { WORKER_DEAD_MS } from "@/domain/jobs";
import { endJob, type JobEnd } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";
import { hasCode } from "../files/file-errors";
import { startedBy } from "./started-by";

const STARTED_BY = startedBy();

interface FreedEntry {
  id: string;
  job_id: string | null;
  attempts: number;
  max_attempts: number;
  /** Its worker died alone, so it may have died of this. */
  alone: boolean;
}

/**
 * Frees what dead workers hold: those that have not been seen for WORKER_DEAD_MS, those of this machine whose process is
 * gone (so that a worker that is started again takes up at once what its predecessor held), and locks that old of processes that
 * died before they were ever seen. Where a worker died with the program or the machine, its entry goes on as if it had not
 * been taken, however often that happens. One whose worker died while what had started it lived on may have killed it: that
 * counts as a try, and when its tries are used up its job has failed.
 * Every worker does this at each heartbeat. Returns how many entries it freed.
 */
export async function reapDeadWorkers(pool: Pool): Promise<number> {
  const gone = await workersGoneHere(pool);
  return inTransaction(pool, async (client) => {
    const { rows: dead } = await client.query<{ id: string; alone: boolean }>(
      `WITH gone AS (
         DELETE FROM worker WHERE last_seen_at < now() - $1 * interval '1 ms' OR id = ANY($2)
         RETURNING graphile_ids, coalesce(started_by = $3, false) AS alone
       )
       SELECT unnest(graphile_ids) AS id, alone FROM gone
       UNION
       SELECT locked_by, false FROM graphile_worker.jobs
       WHERE locked_at < now() - $1 * interval '1 ms'
         AND locked_by NOT IN (SELECT unnest(graphile_ids) FROM worker)
         AND locked_by NOT IN (SELECT unnest(graphile_ids) FROM gone)`,
      [WORKER_DEAD_MS, gone, STARTED_BY],
    );
    if (dead.length === 0) return 0;
    const ids = dead.map((row) => row.id);
    const alone = dead.filter((row) => row.alone).map((row) => row.id);
    // The public view of the queue shows no payloads, so the job's id comes from the table behind it.
    const { rows: freed } = await client.query<FreedEntry>(
      `SELECT id, payload->>'jobId' AS job_id, attempts, max_attempts, locked_by = ANY($2) AS alone
       FROM graphile_worker._private_jobs WHERE locked_by = ANY($1) FOR UPDATE`,
      [ids, alone],
    );
    await client.query("SELECT graphile_worker.force_unlock_workers($1)", [ids]);
    // what went down with the machine or the program has not been tried
    await client.query(
      "UPDATE graphile_worker._private_jobs SET attempts = greatest(attempts - 1, 0) WHERE id = ANY($1)",
      [freed.filter((entry) => !entry.alone).map(({ id }) => id)],
    );
    for (const { job_id, attempts, max_attempts, alone } of freed)
      if (job_id !== null && alone && attempts >= max_attempts)
        await endJob(client, job_id, lostEnd(attempts));
    await client.query(`SELECT pg_notify('jobs:insert', '{"count":1}')`);
    return freed.length;
  });
}

/** Ids of workers of this machine whose process has ended. A number that another process got since counts as alive. */
async function workersGoneHere(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; pid: number }>(
    "SELECT id, pid FROM worker WHERE host = $1",
    [hostname()],
  );
  return rows.filter(({ pid }) => !isAlive(pid)).map(({ id }) => id);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of another account is alive, although it may not be signalled
    return hasCode(error, "EPERM");
  }
}

const lostEnd = (attempts: number): JobEnd => ({
  state: "failed",
  error: `This job has ended its worker process${attempts === 1 ? "" : ` ${attempts} times`}, while others went on.`,
  hint: "It may lack memory: start fewer workers (FEATURESCOPE_WORKERS) or free some, then try the job again.",
});
