import type { ImportResult } from "@/domain/imports";
import { getCompute } from "../compute/shared";
import { dataFolder } from "../files/data-folder";
import { prepareImport } from "../import/prepare";
import { registerImport } from "../import/register-import";
import type { TaskHandler } from "../queue/task-context";

/** Of the work as people see it; fetching moves the bar inside of a step. */
const STEPS = 100;
const PART = 20;

/** Fetches, checks, tries and registers, then queues the collection, whose progress is its own job's. */
const importModel: TaskHandler<"import-model"> = async ({ jobId, ...request }, context) => {
  const { pool, signal, report } = context;
  let done = 0;
  const steps: string[] = [];
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  report(done, STEPS, `Looking for ${request.model}`);
  const prepared = await prepareImport(request, {
    pool,
    dataFolder: dataFolder(),
    tryPairing: (trial, stop) => getCompute().tryPairing(trial, stop),
    onStep: (line) => {
      if (!line.startsWith("WARNING")) steps.push(line); // warnings stand apart
      report((done = Math.min(STEPS - PART, done + PART)), STEPS, line);
    },
    onFetch: (title, { received, total }) =>
      report(
        done + Math.floor((total ? received / total : 0) * (PART - 1)),
        STEPS,
        `Fetching ${title}: ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""}`,
      ),
    rootsOnly: true,
    signal,
  });
  const { model, sae } = await registerImport(pool, request, prepared);
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [
    jobId,
    JSON.stringify({ model, sae, warnings: prepared.warnings, steps } satisfies ImportResult),
  ]);
  report(STEPS, STEPS, `Registered ${model}${sae ? `/${sae}` : ""}`);
};

export default importModel;
