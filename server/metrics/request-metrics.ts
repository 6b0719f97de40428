/** What Prometheus is told of the requests of one process, and of the process itself. */
import type { Server } from "node:http";
import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from "prom-client";
import { kindOf } from "../http/crowd";

const KINDS = ["kind", "status"] as const;

/** Counts and times every request of a server, those that are refused among them. */
export function watchRequests(server: Server): void {
  register.clear();
  collectDefaultMetrics();
  new Gauge({ name: "featurescope_page_processes", help: "Processes whose figures these are." }).set(1);
  const requests = new Counter({
    name: "featurescope_http_requests_total",
    help: "Requests answered, by what they ask for and the first digit of their status.",
    labelNames: KINDS,
  });
  const seconds = new Histogram({
    name: "featurescope_http_request_seconds",
    help: "From the first line of a request to the last byte of its answer; streams left out.",
    labelNames: ["kind"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  server.on("request", (request, response) => {
    const begun = process.hrtime.bigint();
    const kind = kindOf(request) ?? "other";
    response.once("close", () => {
      // a reader who leaves before the answer is one that got none
      const status = response.headersSent ? `${Math.floor(response.statusCode / 100)}xx` : "none";
      requests.inc({ kind, status });
      if (kind !== "stream") seconds.observe({ kind }, Number(process.hrtime.bigint() - begun) / 1e9);
    });
  });
}
