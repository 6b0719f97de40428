import { randomBytes } from "node:crypto";
import { FeaturescopeError } from "@/domain/errors";
import { recipeHash } from "@/domain/recipe-hash";
import type { SteeringRecipe } from "@/domain/steering";
import { RUN_LIMITS, type RunSources } from "@/domain/steering-run";
import { cancelJob, createJob } from "@/prisma/jobs";
import type { Viewer } from "../../platform/access/viewer";
import { breakOffRun, countUnfinished, deleteRun, insertRun, requeueRun, setRunJob } from "./queries";
import { resolveSources } from "./resolve-sources";

export interface BeginRun {
  recipe: SteeringRecipe;
  /** Whose limits it counts against. */
  viewer: Viewer;
  /** A run to repeat: its files and maxima stand for the recipe's names. */
  repeats?: { id: string; sources: RunSources };
}

/** Records a run and has it written; its id. Either all of it is stored or nothing. */
export async function beginRun({ recipe, viewer, repeats }: BeginRun): Promise<string> {
  const owner = viewer.user ? `user ${viewer.user.id}` : `address ${viewer.address}`;
  await checkLimits(owner);
  const now = await resolveSources(recipe);
  const sources = repeats
    ? {
        ...now,
        features: repeats.sources.features,
        saes: repeats.sources.saes,
        ...ofVectors(repeats.sources),
      }
    : now;
  const id = randomBytes(9).toString("base64url");
  await insertRun({
    ...{ id, recipe, sources, owner },
    recipeHash: recipeHash(recipe),
    replayOf: repeats?.id ?? null,
  });
  try {
    await writeRun(id);
  } catch (error) {
    await deleteRun(id).catch(() => undefined);
    throw error;
  }
  return id;
}

const ofVectors = ({ vectors }: RunSources) => (vectors ? { vectors } : {});

async function writeRun(id: string): Promise<void> {
  // before batch entries and own texts: a person waits for the first word
  const jobId = await createJob("generate-steered", { runId: id }, { priority: -10 });
  await setRunJob(id, jobId);
}

/** Has a paused run written on. */
export async function resumeRun(id: string): Promise<void> {
  if (await requeueRun(id)) await writeRun(id);
}

/** Frees the worker; what has been written stays. */
export async function endRun(id: string, state: "stopped" | "paused"): Promise<void> {
  const jobId = await breakOffRun(id, state);
  if (jobId === null) return;
  try {
    await cancelJob(jobId);
  } catch (error) {
    // it has just ended by itself
    if (!(error instanceof FeaturescopeError && (error.code === "CONFLICT" || error.code === "NOT_FOUND")))
      throw error;
  }
}

async function checkLimits(owner: string): Promise<void> {
  const { own, all } = await countUnfinished(owner);
  if (own >= RUN_LIMITS.unfinished)
    throw new FeaturescopeError(
      "RATE_LIMITED",
      `${own} texts of yours are being written already.`,
      "Stop one, or wait until it has ended.",
    );
  if (all >= RUN_LIMITS.unfinishedOfAll)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `${all} texts are being written or wait for their turn.`,
      "Try again in a minute.",
    );
}
