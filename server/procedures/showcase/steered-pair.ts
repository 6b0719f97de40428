import { type CuratedSteering, curatedRecipe } from "@/domain/curated";
import { recipeHash } from "@/domain/recipe-hash";
import type { SteeringRecipe } from "@/domain/steering";
import { isOver, type RunSources } from "@/domain/steering-run";
import { ANYBODY } from "../../platform/access/viewer";
import { hasWorker } from "../../platform/worker-rpc/queries";
import type { CatalogueModel } from "../catalogue/queries";
import { findRun, latestRunsOf, type SteeringRun } from "../steer/queries";
import { readRunView, type RunView } from "../steer/run-view";
import { resolveSources } from "../steer/resolve-sources";
import { resumeRun, beginRun } from "../steer/write-run";
import { readCurated } from "./read-curated";

/** A text as the model writes it and with a feature turned; written once, and shown from then on. */
export interface SteeredPairView {
  title: string;
  recipe: SteeringRecipe;
  /** Null while nobody can write it yet. */
  run: RunView | null;
}

const OWNER = "the first page";
/** After so many failures it is not tried again. */
const ATTEMPTS = 3;

/**
 * The first chosen pair whose features are there, of a model that answers questions before one that only writes on. It is
 * written by whoever asks first, once a worker can.
 */
export async function steeredPair(models: readonly CatalogueModel[]): Promise<SteeredPairView | null> {
  let waiting: SteeredPairView | null = null;
  for (const model of models.toSorted((a, b) => Number(b.chat) - Number(a.chat)))
    for (const entry of (await readCurated(model.id))?.steering ?? []) {
      const found = await resolve(model.id, entry);
      if (!found) continue;
      const run = await runOf(found);
      if (run) return { title: entry.title, recipe: found.recipe, run: await readRunView(run) };
      waiting ??= { title: entry.title, recipe: found.recipe, run: null };
    }
  return waiting;
}

interface Resolved {
  recipe: SteeringRecipe;
  sources: RunSources;
}

/** Null where the recipe names what is not there, or not known well enough yet. */
async function resolve(model: string, entry: CuratedSteering): Promise<Resolved | null> {
  try {
    const recipe = curatedRecipe(model, entry);
    return { recipe, sources: await resolveSources(recipe) };
  } catch {
    return null;
  }
}

/** The latest run of this recipe with the SAEs as they are now; a new one where there is none and a worker to write it. */
async function runOf({ recipe, sources }: Resolved): Promise<SteeringRun | null> {
  const runs = (await latestRunsOf(recipeHash(recipe))).filter((run) =>
    sameSaes(run.sources.saes, sources.saes),
  );
  const run = runs.find(({ state }) => state !== "failed" && state !== "stopped");
  if (run?.state === "paused") await resumeRun(run.id);
  if (run) return run;
  if (runs.length >= ATTEMPTS || !(await hasWorker("interactive"))) return null;
  const id = await beginRun({ recipe, viewer: { ...ANYBODY, address: OWNER } }).catch(() => null);
  return id === null ? null : findRun(id);
}

function sameSaes(a: RunSources["saes"], b: RunSources["saes"]): boolean {
  return a.length === b.length && a.every(({ sha256 }, i) => sha256 === b[i]?.sha256);
}

/** Whether the page should look again in a moment. */
export function isBeingWritten(pair: SteeredPairView | null): boolean {
  return pair?.run != null && !isOver(pair.run.status.state);
}
