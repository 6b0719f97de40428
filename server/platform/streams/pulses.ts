import type { ChangeNotice } from "@/domain/jobs";

interface Feed {
  subscribe(listener: (notice: ChangeNotice | "anything") => void): () => void;
}

/**
 * One pulse at once and one after every change that `concerns` says yes to, at most one in `everyMs`; changes in
 * between make one pulse together. Ends, and stops listening, when the signal aborts or the loop over it is left.
 */
export async function* pulses(
  feed: Feed,
  concerns: (notice: ChangeNotice) => boolean,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<void, void> {
  let changed = true;
  let wake: () => void = () => undefined;
  const unsubscribe = feed.subscribe((notice) => {
    if (notice !== "anything" && !concerns(notice)) return;
    changed = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      if (changed) {
        changed = false;
        yield;
        await pause(everyMs, signal);
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", onAbort);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
