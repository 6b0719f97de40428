import type { ImportRequest, ImportResult } from "@/domain/imports";
import { getCompute } from "../compute/shared";
import { dataFolder } from "../files/data-folder";
import type { TaskContext } from "../queue/task-context";
import { prepareImport } from "./prepare";
import { registerImport } from "./register-import";

/** Of the work as people see it; fetching moves the bar inside of a step. */
const STEPS = 100;
const PART = 20;

/**
 * Fetches, checks, tries and registers, then queues the collection, whose progress is its own job's; says each step of it
 * in the job, and in its result. @param rootsOnly refuses folders outside of FEATURESCOPE_ROOTS
 */
export async function importAsJob(
  jobId: string,
  request: ImportRequest,
  { pool, signal, report }: TaskContext,
  { rootsOnly }: { rootsOnly: boolean },
): Promise<void> {
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
    rootsOnly,
    signal,
  });
  const { model, sae } = await registerImport(pool, request, prepared);
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [
    jobId,
    JSON.stringify({ model, sae, warnings: prepared.warnings, steps } satisfies ImportResult),
  ]);
  report(STEPS, STEPS, `Registered ${model}${sae ? `/${sae}` : ""}`);
}
