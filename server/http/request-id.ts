import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export const REQUEST_ID = "x-request-id";

/** What proxies write; anything else has no place in a header or a line of a log. */
const PLAIN = /^[\w.:=+/-]{1,128}$/;

/**
 * Gives a request the id that a proxy gave it, or one of its own, in `request.headers` and in the header X-Request-Id of
 * its answer, so that an error that somebody met is found in the log.
 * @param proxied there is a proxy in front; where there is none, anybody may have written the header
 */
export function identifyRequest(
  request: IncomingMessage,
  response: ServerResponse,
  proxied: boolean,
): string {
  const given = request.headers[REQUEST_ID];
  const id = proxied && typeof given === "string" && PLAIN.test(given) ? given : randomUUID();
  request.headers[REQUEST_ID] = id;
  response.setHeader(REQUEST_ID, id);
  return id;
}
