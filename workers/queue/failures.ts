import { FeaturescopeError, type ErrorCode } from "@/domain/errors";

/** Trying again cannot mend these: the input, the file or the disk must change first. */
const PERMANENT: ReadonlySet<ErrorCode> = new Set([
  "BAD_INPUT",
  "NOT_FOUND",
  "TOO_LARGE",
  "CONFLICT",
  "UNSUPPORTED",
  "CORRUPT_FILE",
  "HASH_MISMATCH",
  "NO_SPACE",
]);

export function isPermanent(error: unknown): boolean {
  return error instanceof FeaturescopeError && PERMANENT.has(error.code);
}

/** What people read of a failed job. */
export function explain(error: unknown): { error: string; hint: string } {
  if (error instanceof FeaturescopeError) return { error: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message || error.name : String(error);
  return { error: message, hint: "This is a fault in Featurescope; the worker's output says where." };
}
