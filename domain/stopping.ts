/**
 * That this process shall end: whoever waits long for something ends the wait, and says where it goes on. On globalThis
 * because the server and the bundles of its pages are separate programs in one process.
 */
const KEPT = Symbol.for("featurescope.stopping");
const kept = globalThis as { [KEPT]?: AbortController };

const controller = (): AbortController => (kept[KEPT] ??= new AbortController());

/** Aborted once this process shall end. */
export const stoppingSignal = (): AbortSignal => controller().signal;

export function stopServing(): void {
  controller().abort();
}
