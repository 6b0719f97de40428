/**
 * Which request is being answered, for whoever writes a log line or queues a job meanwhile. On globalThis because the
 * server and the bundles of its pages are separate programs in one process.
 */
import { AsyncLocalStorage } from "node:async_hooks";

const KEPT = Symbol.for("featurescope.request");
const kept = globalThis as { [KEPT]?: AsyncLocalStorage<string> };

const scope = (): AsyncLocalStorage<string> => (kept[KEPT] ??= new AsyncLocalStorage());

/** Runs `work`, and whatever it begins, in the name of a request; as part of none for null. */
export function inRequest<T>(id: string | null, work: () => T): T {
  return id === null ? work() : scope().run(id, work);
}

/** The request's id; null outside of one. */
export const currentRequestId = (): string | null => scope().getStore() ?? null;
