/** The processes that serve pages count each for itself; their primary adds them up. */
import cluster from "node:cluster";
import { randomUUID } from "node:crypto";
import { AggregatorRegistry } from "prom-client";
import { z } from "zod";

const ANSWER_MS = 5_000;

const question = z.object({ metrics: z.literal("asked"), id: z.string() });
const answer = z.object({ metrics: z.literal("told"), id: z.string(), text: z.string().nullable() });

/** In the primary: answers processes that ask what all of them have counted. */
export function tellProcesses(): void {
  const all = new AggregatorRegistry();
  cluster.on("message", (worker, message: unknown) => {
    const asked = question.safeParse(message);
    if (!asked.success) return;
    const tell = (text: string | null) => worker.send({ metrics: "told", id: asked.data.id, text });
    all.clusterMetrics().then(tell, () => tell(null));
  });
}

/** In one of several processes: from now on it says what it has counted when the primary adds up. */
export function answerPrimary(): void {
  // the library listens once a registry of its kind has been made
  if (cluster.isWorker) new AggregatorRegistry();
}

/** In one of several processes: what all have counted; null where this is the only one, or nothing comes back. */
export function askPrimary(): Promise<string | null> {
  if (!cluster.isWorker) return Promise.resolve(null);
  const id = randomUUID();
  return new Promise((resolve) => {
    const settle = (text: string | null) => {
      clearTimeout(timer);
      process.off("message", onMessage);
      resolve(text);
    };
    const onMessage = (message: unknown) => {
      const told = answer.safeParse(message);
      if (told.success && told.data.id === id) settle(told.data.text);
    };
    const timer = setTimeout(() => settle(null), ANSWER_MS);
    process.on("message", onMessage);
    process.send?.({ metrics: "asked", id });
  });
}
