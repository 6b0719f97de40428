/**
 * Serves the pages from several processes that share one port:
 * node scripts/serve-pages.mjs PROCESSES NEXT [ARGUMENTS OF NEXT ...]
 *
 * Rendering a page keeps one core busy, and a reader should not wait for another's page while a core is idle. The
 * processes share nothing but the database. When one ends unexpectedly all do; the launcher starts them again.
 */
import cluster from "node:cluster";

const [processes, next, ...args] = process.argv.slice(2);

if (cluster.isPrimary && Number(processes) > 1) {
  for (let i = 0; i < Number(processes); i++) cluster.fork();
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
      stopping = true;
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
    });
  cluster.on("exit", (_, code, signal) => {
    if (!stopping) {
      console.error(`A process that serves pages ended (${signal ?? `exit code ${code}`}).`);
      // the others end with the channel to us
      process.exit(1);
    }
    if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(0);
  });
} else {
  process.argv = [process.argv[0], next, ...args];
  await import(next);
}
