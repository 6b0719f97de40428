import type { IncomingMessage, ServerResponse } from "node:http";
import { inSpan } from "@/telemetry/trace";
import { kindOf } from "./crowd";
import { pathOf } from "./requests";

/**
 * Answers a request in a span that lasts until the last byte is sent.
 * @param proxied the span of the proxy in front becomes its parent; from anybody else none is taken over
 */
export function answerInSpan(
  request: IncomingMessage,
  response: ServerResponse,
  proxied: boolean,
  work: () => Promise<void>,
): Promise<void> {
  const { method = "GET", headers } = request;
  const parent = proxied && typeof headers.traceparent === "string" ? headers.traceparent : null;
  const attributes = { "http.request.method": method, "url.path": pathOf(request) };
  return inSpan(`${method} ${kindOf(request) ?? "file"}`, { kind: "server", parent, attributes }, (span) => {
    response.once("close", () => {
      const status = response.headersSent ? response.statusCode : 0;
      span?.set({ "http.response.status_code": status });
      if (status >= 500) span?.fail(`status ${status}`);
      span?.end();
    });
    return work();
  });
}
