import { TRPCError } from "@trpc/server";
import { FeaturescopeError, HTTP_STATUS, type ErrorCode } from "@/domain/errors";

/** The one place where an error becomes what a reader gets: a tRPC code, an HTTP status, a message and a hint. */

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]["code"];

const TRPC_CODE: Record<ErrorCode, TrpcCode> = {
  BAD_INPUT: "BAD_REQUEST",
  NOT_FOUND: "NOT_FOUND",
  TOO_LARGE: "PAYLOAD_TOO_LARGE",
  CONFLICT: "CONFLICT",
  UNSUPPORTED: "UNPROCESSABLE_CONTENT",
  CORRUPT_FILE: "UNPROCESSABLE_CONTENT",
  HASH_MISMATCH: "UNPROCESSABLE_CONTENT",
  NETWORK: "BAD_GATEWAY",
  NO_SPACE: "INTERNAL_SERVER_ERROR",
  DATABASE: "SERVICE_UNAVAILABLE",
  CANCELLED: "CLIENT_CLOSED_REQUEST",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  SIGN_IN: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
};

export interface Problem {
  code: ErrorCode | "INTERNAL";
  status: number;
  message: string;
  hint: string;
  retryAfterS?: number;
}

/** What to tell the reader. The text of an unforeseen error stays in the log: it may name files or statements. */
export function problemOf(error: unknown): Problem {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (cause instanceof FeaturescopeError)
    return {
      code: cause.code,
      status: HTTP_STATUS[cause.code],
      message: cause.message,
      hint: cause.hint,
      ...(cause.retryAfterS === undefined ? {} : { retryAfterS: cause.retryAfterS }),
    };
  if (error instanceof TRPCError && error.code === "BAD_REQUEST")
    return {
      code: "BAD_INPUT",
      status: HTTP_STATUS.BAD_INPUT,
      message: "The request does not have the expected form.",
      hint: "Compare it with docs/api.md.",
    };
  return {
    code: "INTERNAL",
    status: 500,
    message: "Something went wrong on the server.",
    hint: "Try again; if it happens again, the server's log says what it was.",
  };
}

export function asTrpcError(error: FeaturescopeError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error });
}

/** For what was there a moment ago and has been removed between two statements. */
export function vanished(name: string): never {
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${name} has just been removed.`,
    "The home page lists what is here.",
  );
}
