import { createHash } from "node:crypto";
import { FeaturescopeError } from "@/domain/errors";
import { requireOwnOrigin } from "../platform/access/origin";
import { keyOf, viewerOf } from "../platform/auth/viewer-of";
import { problemOf } from "../errors";
import { logFault } from "../log-fault";
import type { Context } from "../trpc";

/**
 * What all JSON addresses have in common. Any page may call them: without cookies, which browsers then do not send, and
 * so with a key or as anybody.
 */
export const CORS: Record<string, string> = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, if-none-match, x-api-key",
  "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-expose-headers": "etag, retry-after, x-request-id",
  "access-control-max-age": "86400",
};

export function preflight(): Response {
  return new Response(null, { status: 204, headers: CORS });
}

/** The procedures' context for a request that came over the network. */
export function contextOf(request: Request, responseHeaders: Headers): Context {
  return {
    identify: () => {
      // whatever other headers there are: without a key the cookies count
      const reads = request.method === "GET" || request.method === "HEAD";
      if (!reads && keyOf(request.headers) === null) requireOwnOrigin(request.headers);
      return viewerOf(request.headers);
    },
    remote: true,
    requestHeaders: request.headers,
    responseHeaders,
  };
}

/** Largest body of a request, in characters. */
const BODY_LIMIT = 200_000;

/** @throws FeaturescopeError TOO_LARGE */
export async function bodyText(request: Request): Promise<string> {
  const text = await request.text();
  if (text.length <= BODY_LIMIT) return text;
  throw new FeaturescopeError(
    "TOO_LARGE",
    "The request is too long.",
    `Send at most ${BODY_LIMIT} characters.`,
  );
}

/** The answer as JSON with an ETag, 304 where the reader has it already, or the problem as { error }. */
export async function answerRest(
  request: Request,
  work: (responseHeaders: Headers) => Promise<unknown>,
): Promise<Response> {
  const headers = new Headers({
    ...CORS,
    "cache-control": "private, no-cache",
    vary: "authorization, cookie, x-api-key",
  });
  try {
    // whatever else is wrong with the request, and also where nobody asks who it is
    if (keyOf(request.headers) !== null) await viewerOf(request.headers);
    const result = await work(headers);
    if (result instanceof Response) {
      for (const [name, value] of headers) if (!result.headers.has(name)) result.headers.set(name, value);
      return result;
    }
    const body = JSON.stringify(result);
    headers.set("content-type", "application/json; charset=utf-8");
    const etag = etagOf(result);
    headers.set("etag", etag);
    if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
    return new Response(request.method === "HEAD" ? null : body, { headers });
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    if (problem.code === "INTERNAL") logFault(error, request);
    headers.set("cache-control", "no-store");
    if (problem.retryAfterS !== undefined) headers.set("retry-after", String(problem.retryAfterS));
    headers.set("content-type", "application/json; charset=utf-8");
    return new Response(JSON.stringify({ error: problem }), { status, headers });
  }
}

/** Whether the reader has this answer already. */
export function isKnown(request: Request, etag: string): boolean {
  return request.method === "GET" && (request.headers.get("if-none-match") ?? "").includes(etag);
}

/** Of everything in the answer but the database's clock, which says nothing about whether anything has changed. */
export function etagOf(result: unknown): string {
  const content = JSON.stringify(result, (name, value: unknown) => (name === "now" ? undefined : value));
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`;
}
