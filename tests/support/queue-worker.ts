/** A real worker process whose tasks do what a test wants: `queue-worker.ts batch|interactive`. */
import { setTimeout as sleep } from "node:timers/promises";
import { FeaturescopeError } from "@/domain/errors";
import type { Lane } from "@/domain/jobs";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { BEHAVIOUR } from "./queue-behaviour";
import type { TaskHandler } from "@/workers/queue/task-context";
import { startWorker } from "@/workers/queue/runner";

const behave: TaskHandler<"collect-shard"> = async ({ jobId, collectionId, shard }, context) => {
  const { pool, signal, report } = context;
  const { rows } = await pool.query<{ runs: number }>(
    `WITH run AS (INSERT INTO test_run (job_id, shard, pid) VALUES ($1, $2, $3))
     SELECT count(*)::int + 1 AS runs FROM test_run WHERE job_id = $1`,
    [jobId, shard, process.pid],
  );
  const first = rows[0]?.runs === 1;
  switch (collectionId) {
    case BEHAVIOUR.wait:
      report(1, 3, "waiting");
      return sleep(600_000, undefined, { signal });
    case BEHAVIOUR.waitOnce:
      if (first) return sleep(600_000, undefined, { signal });
      break;
    case BEHAVIOUR.fail:
      throw new Error("The moon is in the wrong place.");
    case BEHAVIOUR.refuse:
      throw new FeaturescopeError("CORRUPT_FILE", "weights.bin is cut off.", "Fetch it again.");
    case BEHAVIOUR.failOnce:
      if (first) throw new FeaturescopeError("NETWORK", "The host is away.", "Wait.");
  }
  report(2, 2, "finished");
};

const answer: TaskHandler<"activate-text"> = async ({ jobId, saeId }, { pool, report }) => {
  await pool.query("INSERT INTO test_run (job_id, shard, pid) VALUES ($1, $2, $3)", [
    jobId,
    saeId,
    process.pid,
  ]);
  report(1, 1);
};

const handlers = { "collect-shard": behave, "activate-text": answer };

const worker = await startWorker({
  lane: process.argv[2] as Lane,
  load: (task) => {
    const handler: unknown = handlers[task as keyof typeof handlers];
    return Promise.resolve(handler as TaskHandler<typeof task>);
  },
});
process.on("SIGTERM", () => {
  void worker
    .stop()
    .then(closeDatabase)
    .finally(() => process.exit(0));
});
await getDatabase().pool.query("SELECT 1");
console.error("ready");
await worker.ended;
