/** A worker process: `workers/main.ts --lane batch|interactive`. Needs DATABASE_URL and the weights, nothing else. */
import { parseArgs } from "node:util";
import { FeaturescopeError } from "@/domain/errors";
import { LANES } from "@/domain/jobs";
import { closeDatabase } from "@/prisma/client";
import { log, nameProcess } from "@/telemetry/log";
import { logConsole } from "@/telemetry/log-console";
import { startTracing } from "@/telemetry/start-tracing";
import { closeCompute } from "./compute/shared";
import { startWorker } from "./queue/runner";
import { warmMeaningSearch } from "./search/shared";
import { warmSteering } from "./steering/warm";

try {
  const { values } = parseArgs({ options: { lane: { type: "string", default: "batch" } } });
  const lane = LANES.find((name) => name === values.lane);
  if (!lane)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `There is no lane "${values.lane}".`,
      `Use ${LANES.join(" or ")}.`,
    );
  nameProcess("worker", { lane });
  logConsole();
  const tracing = await startTracing("featurescope-worker");
  const worker = await startWorker({ lane });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void worker
      .stop()
      .then(closeCompute)
      .then(closeDatabase)
      .then(() => tracing.stop())
      .finally(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // the launcher's end of the channel closes with it, however it died
  if (process.channel) process.on("disconnect", stop);
  process.send?.("ready");
  // without it the first question would wait; whatever stands in the way it will be told
  if (lane === "interactive")
    void warmMeaningSearch()
      .then(warmSteering)
      .catch(() => undefined);
  await worker.ended;
} catch (error) {
  if (error instanceof FeaturescopeError) log.fatal(error.line);
  else log.fatal({ err: error }, String(error));
  process.exit(1);
}
