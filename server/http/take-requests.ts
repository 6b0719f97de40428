import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { FeaturescopeError } from "@/domain/errors";
import { stopServing } from "@/domain/stopping";
import { log } from "@/telemetry/log";
import { inRequest } from "@/telemetry/request-scope";
import { Crowd, kindOf } from "./crowd";
import { logAnswer } from "./log-answer";
import { identifyRequest } from "./request-id";
import { answerInSpan } from "./trace-request";
import { bodyLimit, refusalOf, tooLarge } from "./requests";
import { limitBody, refuse } from "./refuse";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Taking {
  /** What comes from now on is told to come again; streams end, and their readers come again by themselves. */
  stop(): void;
}

export interface TakingOptions {
  crowd?: Crowd;
  /** Proxies stand in front, whose ids of requests are taken over. */
  proxied?: boolean;
  /** Whether a request costs next to nothing, and is answered however many others are in work. */
  isFree?: (request: IncomingMessage) => boolean;
}

/** Hands a server's requests on to Next, less those that nothing good can come of. */
export function takeRequests(
  server: Server,
  handle: Handler,
  { crowd = new Crowd(), proxied = false, isFree = () => false }: TakingOptions = {},
): Taking {
  const open = new Set<ServerResponse>();
  let stopping = false;

  server.on("request", (request, response) => {
    const id = identifyRequest(request, response, proxied);
    // five of ours wait for its end, and as many of Next's: more than the ten that Node.js takes for a leak
    response.setMaxListeners(20);
    logAnswer(id, request, response);
    // from the connection itself, whatever the client wrote there; Next gives its handlers no other way to know
    request.headers["x-featurescope-peer"] = request.socket.remoteAddress ?? "unknown";
    const refusal = refusalOf(request);
    if (refusal) {
      refuse(request, response, refusal.error, refusal.allow ? { allow: refusal.allow.join(", ") } : {});
      return;
    }
    if (stopping) {
      refuse(request, response, comeAgain(), { connection: "close" });
      return;
    }
    const kind = isFree(request) ? null : kindOf(request);
    const leave = kind && crowd.enter(kind);
    if (kind && !leave) {
      refuse(request, response, tooMany());
      return;
    }
    if (leave) response.once("close", leave);
    const limit = bodyLimit(request);
    limitBody(request, limit, () => {
      if (response.headersSent) response.destroy();
      else refuse(request, response, tooLarge(limit));
    });
    if (response.headersSent) return;
    open.add(response);
    response.once("close", () => open.delete(response));
    inRequest(id, () => answerInSpan(request, response, proxied, () => handle(request, response))).catch(
      (error: unknown) => {
        log.error({ err: error, requestId: id }, "A request ended with an error that nobody answered.");
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      },
    );
  });

  return {
    stop() {
      stopping = true;
      stopServing();
      server.closeIdleConnections();
      for (const response of open) {
        if (!response.headersSent) response.setHeader("connection", "close");
        // a stream has no end of its own to wait for; what is still on its way into it is lost and asked for again
        else if (isStream(response)) response.on("error", () => undefined).end();
      }
    },
  };
}

function isStream(response: ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}

function tooMany(): FeaturescopeError {
  return new FeaturescopeError("UNAVAILABLE", "Too many people are here at once.", "Try again in a moment.", {
    retryAfterS: 2,
  });
}

function comeAgain(): FeaturescopeError {
  return new FeaturescopeError("UNAVAILABLE", "The server is being restarted.", "Try again in a moment.", {
    retryAfterS: 2,
  });
}
