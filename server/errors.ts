import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { FeaturescopeError, HTTP_STATUS, type ErrorCode } from "@/domain/errors";
import { sentenceOf } from "./validation";

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
  METHOD: "METHOD_NOT_SUPPORTED",
  MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
};

/** What tRPC itself refuses before a procedure is reached. */
const REFUSALS: Partial<Record<TrpcCode, readonly [code: ErrorCode, message: string, hint: string]>> = {
  NOT_FOUND: ["NOT_FOUND", "There is no procedure of this name.", "/api-docs lists what there is."],
  METHOD_NOT_SUPPORTED: [
    "METHOD",
    "This procedure is not called with this method.",
    "What reads is called with GET or POST, what changes something with POST.",
  ],
  UNSUPPORTED_MEDIA_TYPE: [
    "MEDIA_TYPE",
    "The body is of a type that is not read here.",
    "Send JSON, with Content-Type: application/json.",
  ],
  PARSE_ERROR: ["BAD_INPUT", "The request is not JSON.", "Compare it with docs/api.md."],
  PAYLOAD_TOO_LARGE: ["TOO_LARGE", "The request is too long.", "Send less at once."],
  BAD_REQUEST: ["BAD_INPUT", "The request does not have the expected form.", "Compare it with docs/api.md."],
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
  const refusal = error instanceof TRPCError ? REFUSALS[error.code] : undefined;
  if (refusal) {
    const [code, message, hint] = refusal;
    const said = cause instanceof z.core.$ZodError ? sentenceOf(cause.issues) : message;
    return { code, status: HTTP_STATUS[code], message: said, hint };
  }
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
