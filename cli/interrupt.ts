import { FeaturescopeError } from "@/domain/errors";

/** Aborted by Ctrl-C and SIGTERM, with CANCELLED and these words, so that a command puts away what it has begun. */
export function interruptSignal(message: string, hint: string): AbortSignal {
  const stop = new AbortController();
  const stopped = new FeaturescopeError("CANCELLED", message, hint);
  // `on`: the terminal and npm may both send it
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort(stopped));
  return stop.signal;
}
