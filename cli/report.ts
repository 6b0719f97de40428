import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "@/workers/files/file-errors";

/** What went wrong and what to do, in one line; a fault of the program itself keeps its stack. */
export function describeError(error: unknown): string {
  const known = error instanceof Error && "path" in error ? fileError(error, String(error.path)) : error;
  if (known instanceof FeaturescopeError) return known.line;
  return known instanceof Error ? (known.stack ?? known.message) : String(known);
}

export function reportAndExit(error: unknown): never {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}
