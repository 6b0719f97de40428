import { FeaturescopeError } from "@/domain/errors";

/** An operating system's error on a file as the one that a person can act on; others pass through. */
export function fileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof FeaturescopeError) return error;
  const cause = { cause: error };
  switch ("code" in error ? error.code : undefined) {
    case "ENOENT":
    case "ENOTDIR":
      return new FeaturescopeError("NOT_FOUND", `${path} does not exist.`, "Check the path.", cause);
    case "EISDIR":
      return new FeaturescopeError("BAD_INPUT", `${path} is a folder.`, "Give the path of a file.", cause);
    case "ENOSPC":
    case "EDQUOT":
      return new FeaturescopeError(
        "NO_SPACE",
        `There is no space left to write ${path}.`,
        "Free some space, or set FEATURESCOPE_DATA to a folder on another disk.",
        cause,
      );
    case "EACCES":
    case "EPERM":
      return new FeaturescopeError(
        "UNAVAILABLE",
        `${path} cannot be opened: permission denied.`,
        "Give this user access to it, or set FEATURESCOPE_DATA to a folder that it may write.",
        cause,
      );
    case "EROFS":
      return new FeaturescopeError(
        "UNAVAILABLE",
        `${path} lies on a disk that is mounted read-only.`,
        "Mount it for writing, or set FEATURESCOPE_DATA to a folder on another disk.",
        cause,
      );
    default:
      return error;
  }
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
