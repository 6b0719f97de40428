/**
 * The one error type that crosses walls. `message` says what is wrong with which input; `hint` says what to do.
 * Everything the edge cannot accept (files, queries, settings) ends here, so that CLI, tRPC and REST can map
 * it once: see {@link HTTP_STATUS}.
 */
export type ErrorCode =
  | "BAD_INPUT"
  | "NOT_FOUND"
  | "TOO_LARGE"
  | "CONFLICT"
  | "UNSUPPORTED"
  | "CORRUPT_FILE"
  | "HASH_MISMATCH"
  | "NETWORK"
  | "NO_SPACE"
  | "DATABASE"
  | "CANCELLED"
  | "UNAVAILABLE"
  | "SIGN_IN"
  | "FORBIDDEN"
  | "RATE_LIMITED"
  | "METHOD"
  | "MEDIA_TYPE";

export const HTTP_STATUS: Record<ErrorCode, number> = {
  BAD_INPUT: 400,
  NOT_FOUND: 404,
  TOO_LARGE: 413,
  CONFLICT: 409,
  UNSUPPORTED: 422,
  CORRUPT_FILE: 422,
  HASH_MISMATCH: 422,
  NETWORK: 502,
  NO_SPACE: 507,
  DATABASE: 503,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  SIGN_IN: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  METHOD: 405,
  MEDIA_TYPE: 415,
};

export class FeaturescopeError extends Error {
  override readonly name = "FeaturescopeError";
  /** Seconds after which the same request may be made again; of RATE_LIMITED. */
  readonly retryAfterS?: number;
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options: ErrorOptions & { retryAfterS?: number } = {},
  ) {
    super(message, options);
    if (options.retryAfterS !== undefined) this.retryAfterS = options.retryAfterS;
  }

  /** One line for a terminal or a log: what is wrong, then what to do. */
  get line(): string {
    return `${this.message} ${this.hint}`.trim();
  }
}
