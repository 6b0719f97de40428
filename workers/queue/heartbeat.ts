import { once } from "node:events";
import type { Lane } from "@/domain/jobs";
import { startTypescriptThread } from "../typescript-thread";

/** What does not change while a worker process lives. */
export interface WorkerIdentity {
  id: string;
  host: string;
  pid: number;
  lane: Lane;
}

/** What table worker tells of it besides. */
export interface WorkerNews {
  /** Ids under which graphile-worker locks this process's entries. */
  graphileIds: string[];
  engine: string;
  /** The task that runs now. */
  task: string | null;
}

export interface Heartbeat {
  /** Written at once and with every beat from then on. */
  tell(news: Partial<WorkerNews>): void;
  /** Takes the worker off the list. */
  stop(): Promise<void>;
}

/** Starts telling the database that this process lives, every HEARTBEAT_MS, and that others no longer do. */
export function startHeartbeat(url: string, identity: WorkerIdentity): Heartbeat {
  const thread = startTypescriptThread(new URL("./heartbeat-thread.ts", import.meta.url), {
    workerData: { ...identity, url },
  });
  const ended = once(thread, "exit");
  let news: WorkerNews = { graphileIds: [], engine: "", task: null };
  const tell = (change: Partial<WorkerNews>) => thread.postMessage((news = { ...news, ...change }));
  tell({});
  return {
    tell,
    async stop() {
      thread.postMessage("stop");
      await ended;
    },
  };
}
