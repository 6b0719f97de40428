import { setTimeout as sleep } from "node:timers/promises";
import { FeaturescopeError } from "@/domain/errors";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { LARGER_MODEL } from "@/workers/demo/larger-model";
import { registerDemo } from "@/workers/demo/register";
import { requestDemo } from "@/workers/demo/request-demo";
import { requestSearchTexts } from "@/workers/dashboards/request-search-texts";
import { requestEvaluations } from "@/workers/sae/evaluation/request-evaluations";
import { requestSafetyProbes } from "@/workers/safety/request-probes";
import { requestEmbeddings } from "@/workers/search/request-embeddings";
import { log } from "@/telemetry/log";
import { logFormat } from "@/telemetry/log-format";
import { fetchModel } from "../fetch-model";
import type { ProgressOutput } from "../progress";

const DEMO_MODEL = "stories15m";

const POLL_MS = 2_000;

/** The terminal's, or lines of the log where that is JSON. */
const progressOutput = (): ProgressOutput =>
  logFormat() === "json" ? { write: (text) => log.info(text.trim()) } : process.stderr;

/** Fetches the demo's language model when it is not in the data folder yet, and asks for the demo's dashboards. */
export async function prepareDemo(
  dataFolder: string,
  databaseUrl: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await fetchModel(DEMO_MODEL, { dataFolder, signal, output: progressOutput() });
  process.env.DATABASE_URL = databaseUrl;
  try {
    await registerDemo(getDatabase().pool, DEMO_MODEL, folder);
    await requestSearchTexts(getDatabase().pool);
    await requestEmbeddings(getDatabase().pool);
    await requestSafetyProbes(getDatabase().pool);
    await requestEvaluations(getDatabase().pool);
  } finally {
    await closeDatabase();
  }
}

/**
 * Has a worker fetch and register the demo's larger model, and says in one line how that ended. Nothing that goes wrong
 * here concerns the start: it is said, and tried again at the next one. Returns when the job has ended or at `signal`.
 */
export async function prepareLargerModel(signal: AbortSignal, say: (line: string) => void): Promise<void> {
  const leftOut = (reason: string) => say(`${LARGER_MODEL} is left out until the next start: ${reason}`);
  try {
    const failure = await untilPrepared(signal);
    if (failure) leftOut(failure);
  } catch (error) {
    if (signal.aborted) return;
    leftOut(error instanceof FeaturescopeError ? `${error.message} ${error.hint}` : String(error));
  } finally {
    await closeDatabase();
  }
}

/** Null when it went well, or is no longer to be waited for. */
async function untilPrepared(signal: AbortSignal): Promise<string | null> {
  const id = await requestDemo(getDatabase().pool, LARGER_MODEL);
  for (;;) {
    await sleep(POLL_MS, undefined, { signal });
    const { rows } = await getDatabase()
      .pool.query<{ state: string; error: string | null; hint: string | null }>(
        "SELECT state, error, hint FROM job WHERE id = $1",
        [id],
      )
      // the database may be started anew meanwhile
      .catch(() => ({ rows: [{ state: "queued", error: null, hint: null }] }));
    const [job] = rows;
    if (job?.state === "failed") return [job.error, job.hint].filter(Boolean).join(" ");
    if (job?.state !== "queued" && job?.state !== "running") return null;
  }
}
