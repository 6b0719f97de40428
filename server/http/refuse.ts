import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTP_STATUS, type FeaturescopeError } from "@/domain/errors";
import { isApi } from "./requests";

/** What is taken in after a refusal, and for how long, so that a client that is still sending reads the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 2_000;

/** Answers a request that is handed on to nobody: as JSON below /api, else as a line of text. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: FeaturescopeError,
  headers: Record<string, string> = {},
): void {
  const { code, message, hint, retryAfterS } = error;
  const json = isApi(request);
  const problem = { code, message, hint, ...(retryAfterS === undefined ? {} : { retryAfterS }) };
  const body = json ? JSON.stringify({ error: problem }) : `${error.line}\n`;
  response.writeHead(HTTP_STATUS[code], {
    "content-type": json ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(json ? { "access-control-allow-origin": "*" } : {}),
    ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/**
 * Counts the bytes of a body while they arrive, whoever reads them, and answers 413 once there are more than `limit`.
 * What comes after that is dropped unread, so a body of any length takes no memory.
 * @param onExceeded writes the answer where none has been begun
 */
export function limitBody(request: IncomingMessage, limit: number, onExceeded: () => void): void {
  const push = request.push.bind(request);
  let taken = 0;
  let exceeded = false;
  const exceed = (isRead: boolean) => {
    exceeded = true;
    onExceeded();
    // Whoever reads the body learns that it will not come. Where nobody does, an end before its time would have Node
    // close the connection over the client's head.
    if (isRead) push(null);
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  };
  // the parser hands its bytes over by push: the one place that sees them all before anybody buffers them
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (Buffer.isBuffer(chunk)) taken += chunk.length;
    if (!exceeded && taken <= limit) return push(chunk, encoding);
    if (!exceeded) exceed(true);
    // Closing now would take the answer away from a client that has not read it yet: the connection is left unread.
    return taken <= limit + LINGER_BYTES;
  };
  if (Number(request.headers["content-length"] ?? 0) > limit) exceed(false);
}
