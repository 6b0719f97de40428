import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Lane, TaskName } from "@/domain/jobs";
import { getDatabase } from "@/prisma/client";
import { loadHandler, tasksOf } from "./handlers";
import { Heartbeat } from "./heartbeat";
import { giveBack, runTask, type QueueEntry, type RunEnvironment } from "./run-task";

/** How long a running task may take to notice that it shall stop, before its entry is put back from outside. */
const STOP_GRACE_MS = 4_000;
const POLL_MS = 2_000;
/**
 * Entries that a process of a lane has in work at once. Batch work keeps the processor busy by itself; interactive work
 * is many small steps of many people, which the compute thread takes in turn.
 */
const CONCURRENCY: Record<Lane, number> = { batch: 1, interactive: 32 };

export interface RunningWorker {
  /** Settles when the worker has ended; rejects when it lost its queue. */
  ended: Promise<void>;
  /** Breaks off what runs, puts it back for others, and signs off. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  lane: Lane;
  /** Replaces the files of workers/jobs; for tests of the queue itself. */
  load?: typeof loadHandler;
}

/** One worker of a lane on DATABASE_URL: takes entries until it is stopped. */
export async function startWorker({ lane, load = loadHandler }: WorkerOptions): Promise<RunningWorker> {
  const { pool, prisma } = getDatabase();
  const id = randomUUID();
  const stopping = new AbortController();
  const environment: RunEnvironment = { pool, prisma, workerId: id, stopping: stopping.signal };
  const heartbeat = new Heartbeat(pool, {
    ...{ id, host: hostname(), pid: process.pid, lane },
    ...{ engine: "", graphileIds: [], task: null },
  });
  const current = new Map<QueueEntry, TaskName>();
  const tellTask = () => heartbeat.tell({ task: [...current.values()].at(-1) ?? null });

  const taskList: TaskList = {};
  for (const task of tasksOf(lane))
    taskList[task] = async (_payload, helpers) => {
      current.set(helpers.job, task);
      tellTask();
      try {
        await runTask(task, () => load(task), helpers.job, environment);
      } finally {
        current.delete(helpers.job);
        tellTask();
      }
    };

  const events = new EventEmitter() as WorkerEvents;
  events.on("pool:create", ({ workerPool }) => heartbeat.tell({ graphileIds: [workerPool.id] }));
  const runner = await run({
    pgPool: pool,
    events,
    taskList,
    concurrency: CONCURRENCY[lane],
    pollInterval: POLL_MS,
    noHandleSignals: true,
    parsedCronItems: [],
    // run-task.ts says what there is to say
    logger: new Logger(() => () => undefined),
  });

  return {
    ended: runner.promise,
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => {
        const back = [...current.keys()].map((entry) => giveBack(environment, entry));
        void Promise.allSettled(back).finally(() => process.exit(0));
      }, STOP_GRACE_MS);
      await runner.stop();
      await heartbeat.stop();
      clearTimeout(timer);
    },
  };
}
