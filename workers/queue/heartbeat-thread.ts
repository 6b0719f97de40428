/**
 * Runs in a thread of its own, so that a worker whose main thread computes for a while is not taken for dead. A killed
 * process takes this thread with it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { HEARTBEAT_MS } from "@/domain/jobs";
import { openPool } from "@/prisma/client";
import type { WorkerIdentity, WorkerNews } from "./heartbeat";
import { reapDeadWorkers } from "./reaper";

const { url, ...identity } = workerData as WorkerIdentity & { url: string };
const pool = openPool(url, 1);
let news: WorkerNews = { graphileIds: [], engine: "", task: null };
let timer: NodeJS.Timeout | undefined;
let beating = Promise.resolve();

parentPort?.on("message", (message: WorkerNews | "stop") => {
  if (message === "stop") void stop();
  else {
    news = message;
    schedule(0);
  }
});

function schedule(delay: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    beating = beating.then(beat).then(
      () => schedule(HEARTBEAT_MS),
      // the database is away; without it nobody can take this worker for dead either
      () => schedule(HEARTBEAT_MS),
    );
  }, delay);
}

async function beat(): Promise<void> {
  const { id, host, pid, lane } = identity;
  await pool.query(
    `INSERT INTO worker (id, host, pid, lane, engine, graphile_ids, task) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE SET engine = excluded.engine, graphile_ids = excluded.graphile_ids,
       task = excluded.task, last_seen_at = now()`,
    [id, host, pid, lane, news.engine, news.graphileIds, news.task],
  );
  await reapDeadWorkers(pool);
}

async function stop(): Promise<void> {
  clearTimeout(timer);
  await beating;
  clearTimeout(timer);
  await pool.query("DELETE FROM worker WHERE id = $1", [identity.id]).catch(() => undefined);
  await pool.end();
  parentPort?.close();
}
