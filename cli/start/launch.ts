import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setupCode } from "@/domain/setup-code";
import { FeaturescopeError } from "@/domain/errors";
import { migrateDatabase } from "@/prisma/migrate";
import { log, nameProcess } from "@/telemetry/log";
import { logFormat } from "@/telemetry/log-format";
import { readPageCacheBytes } from "@/server/page-cache/cache-size";
import { dataFolder } from "@/workers/files/data-folder";
import { describeCheckout, developmentWebOptions, nodeOptions, type Checkout } from "./checkout";
import {
  prepareDataFolder,
  readDemo,
  readPort,
  readWebProcessCount,
  readWorkerCount,
  requireFreePort,
} from "./checks";
import { Children } from "./children";
import { prepareDemo, prepareLargerModel } from "./demo";
import { keepDatabase } from "./keep-database";
import { hasAccount } from "./has-account";
import { reloadWorkers } from "./reload-workers";
import { keepSecret } from "./secret";
import { Shutdown } from "./shutdown";
import { startWebBuild } from "./web-build";

const READY_TIMEOUT_MS = 120_000;
/** The web process has this many tries before the start counts as failed. */
const WEB_TRIES = 3;

export interface LaunchOptions {
  /** Serve the pages from their sources, rebuilt at every change. */
  development: boolean;
}

/**
 * Starts everything and returns when it has been stopped again.
 * @throws FeaturescopeError whose line says what to do; whatever was started has been stopped by then
 */
export async function launch({ development }: LaunchOptions): Promise<void> {
  nameProcess("launcher");
  const port = readPort();
  const workers = readWorkerCount();
  const processes = readWebProcessCount();
  readPageCacheBytes(); // refused here, and not by every process that serves pages
  const demo = readDemo(development);
  const data = dataFolder();
  await requireFreePort(port);
  await prepareDataFolder(data, !existsSync(join(data, "models")));

  const shutdown = new Shutdown();
  try {
    const database = await keepDatabase(data, say);
    shutdown.defer(() => database.stop());
    say(`Database: ${database.description}`);
    await migrateDatabase(database.url);

    const checkout = describeCheckout(data, database.url, development);
    const children = new Children(checkout.logs, say);
    shutdown.defer(() => children.stopAll());
    shutdown.onForce(() => children.killAll());

    const build = development ? null : await startWebBuild(checkout, children, shutdown.signal);
    if (demo !== "none") await prepareDemo(data, database.url, shutdown.signal);
    if (build) {
      say("Building the pages ...");
      // the first examples are computed meanwhile
      startWorkers(children, checkout, workers);
      await build.done;
      await requireFreePort(port);
    }
    const secret = await keepSecret(data);
    startWeb(children, checkout, { port, processes, development, secret });
    await untilHealthy(children, port, shutdown.signal);
    sayReady(port);
    if (!(await hasAccount(database.url)))
      say(
        `To make the first account, the administrator's, enter the setup code ${setupCode(secret)} at /register`,
      );
    if (!build) startWorkers(children, checkout, workers);
    if (development) shutdown.defer(reloadWorkers(checkout.root, children, say));
    await Promise.all([demo === "all" && prepareLargerModel(shutdown.signal, say), shutdown.requested]);
  } catch (error) {
    if (!shutdown.signal.aborted) throw error;
  } finally {
    await shutdown.run();
  }
}

function startWorkers(children: Children, checkout: Checkout, batch: number): void {
  const run = [join(checkout.root, "scripts/run.mjs"), "workers/main.ts"];
  const common = { env: checkout.env, cwd: checkout.root };
  if (batch > 0)
    children.start({ ...common, name: "worker-interactive", args: [...run, "--lane", "interactive"] });
  for (let i = 1; i <= batch; i++)
    children.start({ ...common, name: `worker-${i}`, args: [...run, "--lane", "batch"], niceness: 5 });
}

interface Web {
  port: number;
  processes: number;
  development: boolean;
  /** What sessions are signed with. */
  secret: string;
}

function startWeb(
  children: Children,
  checkout: Checkout,
  { port, processes, development, secret }: Web,
): void {
  const host = process.env.HOST ? ["--hostname", process.env.HOST] : [];
  const listen = ["--port", String(port), ...host];
  const serve = [join(checkout.root, "scripts/run.mjs"), "server/http/main.ts"];
  children.start({
    name: "web",
    args: development
      ? [...developmentWebOptions(checkout), checkout.next, "dev", ...listen]
      : [...nodeOptions(checkout), ...serve, "--processes", String(processes), ...listen],
    env: { ...checkout.env, FEATURESCOPE_SECRET: secret },
    cwd: checkout.root,
  });
}

async function untilHealthy(children: Children, port: number, signal: AbortSignal): Promise<void> {
  for (const start = Date.now(); ;) {
    await sleep(100, undefined, { signal });
    const answer = await fetch(`http://${connectableHost()}:${port}/api/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    }).catch(() => null);
    if (answer?.ok) return;
    signal.throwIfAborted();
    const trouble = children.troubleOf("web");
    if ((trouble?.failures ?? 0) < WEB_TRIES && Date.now() - start < READY_TIMEOUT_MS) continue;
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `The web server does not answer on port ${port} (${trouble?.reason ?? `status ${answer?.status ?? "none"}`}).`,
      "See logs/web.log in the data folder.",
    );
  }
}

/** HOST is where the server listens; all addresses when unset. */
function connectableHost(): string {
  const host = process.env.HOST;
  return !host || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}

function say(line: string): void {
  log.info(line);
}

/** On standard output, where whoever pipes the rest away still sees it; in a log it is a line like others. */
function sayReady(port: number): void {
  const line = `Featurescope is ready at http://localhost:${port}`;
  if (logFormat() === "json") log.info({ port }, line);
  else process.stdout.write(`${line}\n`);
}
