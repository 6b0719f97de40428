/**
 * GET /metrics in Prometheus' text format. Who asks from this machine is answered; anybody else needs the token, since
 * the figures tell what an instance works on.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { register } from "prom-client";
import { FeaturescopeError } from "@/domain/errors";
import { problemOf } from "../errors";
import { refuse } from "../http/refuse";
import { pathOf } from "../http/requests";
import { askPrimary } from "./across-processes";
import { instanceMetrics } from "./instance-metrics";

export const isForMetrics = (request: Pick<IncomingMessage, "url">): boolean =>
  pathOf(request) === "/metrics";

/** @param token that others than this machine need (FEATURESCOPE_METRICS_TOKEN); undefined: nobody else is answered */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  token: string | undefined,
): Promise<void> {
  if (!mayRead(request, token)) {
    const error = new FeaturescopeError(
      "FORBIDDEN",
      "Metrics are for this machine, or for who has their token.",
      "Ask from the machine itself, or with the header “Authorization: Bearer ” and the value of FEATURESCOPE_METRICS_TOKEN.",
    );
    refuse(request, response, error);
    return;
  }
  const processes = (await askPrimary()) ?? (await register.metrics());
  const instance = await instanceMetrics().catch(
    (error: unknown) => `# the database says nothing: ${problemOf(error).message}\n`,
  );
  const body = `${processes}${instance}`;
  response.writeHead(200, { "content-type": register.contentType, "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : body);
}

function mayRead({ headers, socket }: IncomingMessage, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (token !== undefined && given !== undefined) {
    const [a, b] = [Buffer.from(given), Buffer.from(token)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
  // what comes through a proxy on this machine comes from somewhere else
  const direct = headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
  return direct && /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "");
}
