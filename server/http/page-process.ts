/** One process that serves pages: `server/http/page-process.ts --port N [--hostname H]`, or a fork of primary.ts. */
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import next from "next";
import { databaseUrl, getDatabase } from "@/prisma/client";
import { log, nameProcess } from "@/telemetry/log";
import { logConsole } from "@/telemetry/log-console";
import { startTracing } from "@/telemetry/start-tracing";
import { PROJECT_ROOT } from "@/domain/project-root";
import { answerPrimary } from "../metrics/across-processes";
import { answerMetrics, isForMetrics } from "../metrics/answer-metrics";
import { watchRequests } from "../metrics/request-metrics";
import { cachePages } from "../page-cache/cache-pages";
import { readPageCacheBytes } from "../page-cache/cache-size";
import { env } from "../env";
import { takeRequests } from "./take-requests";

/** How long what has begun may take to end once this process is told to stop. */
const STOP_GRACE_MS = 5_000;

const { values } = parseArgs({ options: { port: { type: "string" }, hostname: { type: "string" } } });
const port = Number(values.port);

nameProcess("page");
logConsole();
// before Next is prepared, which looks for it once
const tracing = await startTracing("featurescope-web");

const server = createServer();
watchRequests(server);
answerPrimary();
// the host that Next takes its own addresses to have; which one a reader came by is in the request
const pages = next({ dev: false, dir: PROJECT_ROOT, hostname: "localhost", port, httpServer: server });
await pages.prepare();
const bytes = readPageCacheBytes();
const render = pages.getRequestHandler();
const cached =
  bytes > 0 ? cachePages(render, { bytes, url: databaseUrl, pool: () => getDatabase().pool }) : null;
const show = cached?.show ?? render;
const taking = takeRequests(
  server,
  (request, response) =>
    isForMetrics(request)
      ? answerMetrics(request, response, process.env.FEATURESCOPE_METRICS_TOKEN || undefined)
      : show(request, response),
  { proxied: env.FEATURESCOPE_PROXIES > 0, isFree: cached?.isKept },
);
server.listen({ port, ...(values.hostname ? { host: values.hostname } : {}) }, () => process.send?.("ready"));
server.on("error", (error) => {
  log.fatal({ err: error }, error.message);
  process.exit(1);
});

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    const end = () => void tracing.stop().finally(() => process.exit(0));
    server.close(end);
    taking.stop();
    setTimeout(end, STOP_GRACE_MS).unref();
  });
