/**
 * Serves the pages from several processes that share one port:
 * node scripts/run.mjs server/http/main.ts --processes N --port N [--hostname H]
 *
 * Rendering a page keeps one core busy, and a reader should not wait for another's page while a core is idle. The
 * processes share the database, and send each other the pages that they have rendered. One that ends is started again by
 * itself, and the others serve on.
 */
import cluster, { type Worker } from "node:cluster";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { log, nameProcess } from "@/telemetry/log";
import { PROJECT_ROOT } from "@/domain/project-root";
import { tellProcesses } from "../metrics/across-processes";
import { relayPages } from "../page-cache/across-processes";
import { takeBackConnections } from "./in-flight";

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** Ends in a row, each soon after its start, after which the launcher is told that no pages can be served. */
const MOST_FAILURES = 6;
const SETTLED_MS = 30_000;

const { values } = parseArgs({
  options: {
    processes: { type: "string", default: "1" },
    port: { type: "string", default: "3000" },
    hostname: { type: "string" },
  },
});

cluster.setupPrimary({
  // finished pages are sent as they are
  serialization: "advanced",
  exec: join(PROJECT_ROOT, "scripts/run.mjs"),
  args: [
    ...["server/http/page-process.ts", "--port", values.port],
    ...(values.hostname ? ["--hostname", values.hostname] : []),
  ],
});

nameProcess("web");
tellProcesses();
relayPages();

const startedAt = new Map<number, number>();
let failures = 0;
let stopping = false;

function start(): void {
  const worker = cluster.fork();
  takeBackConnections(worker);
  startedAt.set(worker.id, Date.now());
}

cluster.on("exit", (worker: Worker, code: number, signal: string | null) => {
  const lived = Date.now() - (startedAt.get(worker.id) ?? 0);
  startedAt.delete(worker.id);
  if (stopping) {
    if (startedAt.size === 0) process.exit(0);
    return;
  }
  failures = lived > SETTLED_MS ? 0 : failures + 1;
  log.error(
    { ended: worker.process.pid, signal, code },
    `A process that serves pages ended (${signal ?? `exit code ${code}`}); another takes its place.`,
  );
  // none of them comes up: the launcher says so, and tries again later
  if (failures >= MOST_FAILURES && startedAt.size === 0) process.exit(1);
  setTimeout(
    () => {
      if (!stopping) start();
    },
    Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1)),
  );
});

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    stopping = true;
    if (startedAt.size === 0) process.exit(0);
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  });

for (let i = 0; i < Math.max(1, Number(values.processes)); i++) start();
