import { TRPCError } from "@trpc/server";
import { log } from "@/telemetry/log";

/** Writes down an error that nobody foresaw, of which the reader is told no more than that it happened. */
export function logFault(error: unknown, { headers, what }: { headers?: Headers; what?: string } = {}): void {
  const requestId = headers?.get("x-request-id") ?? undefined;
  const err = error instanceof TRPCError && error.cause ? error.cause : error;
  log.error(
    { err, ...(requestId ? { requestId } : {}) },
    `${what ?? "A request"} ended with an error that was not foreseen.`,
  );
}
