import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/telemetry/log";
import { pathOf } from "./requests";

/**
 * A line for every answer: with a status from 500 up at level "warn", the others at "debug", for a busy instance would
 * otherwise fill its disk with what went well. The query is no part of it: it carries what people type.
 */
export function logAnswer(requestId: string, request: IncomingMessage, response: ServerResponse): void {
  const begun = performance.now();
  response.once("close", () => {
    const status = response.headersSent ? response.statusCode : null;
    const level = status !== null && status >= 500 ? "warn" : "debug";
    if (!log.isLevelEnabled(level)) return;
    const line = {
      requestId,
      method: request.method,
      path: pathOf(request),
      status,
      ms: Math.round(performance.now() - begun),
    };
    log[level](line, `${line.method} ${line.path}: ${status ?? "the client left"}`);
  });
}
